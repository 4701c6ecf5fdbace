/* Draws an indicator's months: bars for each month, a line for the figure to date, a dashed line for what is planned.
   All numbers and words come from the page; the table beside the chart holds the same. */
(function () {
  "use strict";

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function textStyle() {
    return { color: colour("--ink-soft"), fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 13 };
  }

  function options(data) {
    const line = { type: "line", connectNulls: true, symbolSize: 7, animation: false };
    const series = [];
    if (data.showMonths) {
      series.push({ type: "bar", name: data.names.month, data: data.month, barMaxWidth: 34, animation: false, itemStyle: { color: colour("--blue-200") } });
    }
    series.push({ ...line, name: data.names.toDate, data: data.toDate, lineStyle: { width: 3 }, itemStyle: { color: colour("--blue-700") } });
    if (data.planned.some((value) => value !== null)) {
      series.push({ ...line, name: data.names.planned, data: data.planned, showSymbol: false, lineStyle: { type: "dashed", width: 2 }, itemStyle: { color: colour("--line-strong") } });
    }
    return {
      textStyle: textStyle(),
      legend: { top: 0, textStyle: textStyle(), itemGap: 20 },
      grid: { left: 8, right: 16, top: 56, bottom: 8, containLabel: true },
      /* Rich text and not HTML, whose inline styles the content security policy forbids. */
      tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: (value) => (value === null || value === undefined ? "—" : value.toLocaleString(document.documentElement.lang)) },
      xAxis: { type: "category", data: data.labels, axisLabel: textStyle(), axisTick: { show: false } },
      yAxis: { type: "value", name: data.unit, nameTextStyle: textStyle(), axisLabel: textStyle(), scale: !data.showMonths || data.isRate },
      series: series,
    };
  }

  document.querySelectorAll("[data-chart]").forEach(function (place) {
    const source = document.getElementById(place.dataset.chart);
    if (!window.echarts || !source) return;
    const chart = window.echarts.init(place, null, { renderer: "svg" });
    chart.setOption(options(JSON.parse(source.textContent)));
    window.addEventListener("resize", () => chart.resize());
  });
})();
