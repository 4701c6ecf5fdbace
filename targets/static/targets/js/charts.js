/* Draws an indicator's months: bars for each month, a line for the figure to date, a dashed line for what is planned.
   A month that nobody reported is a gap. Where units are missing the bar is dashed and the point a diamond; a point that
   holds figures of an earlier month is a ring. All numbers and words come from the page; the table beside the chart
   holds the same. */
(function () {
  "use strict";

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function textStyle() {
    return { color: colour("--ink-soft"), fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 13 };
  }

  function shown(value) {
    return value.toLocaleString(document.documentElement.lang);
  }

  /* A month's bar; dashed where units are missing. */
  function bar(data, value, index) {
    if (!data.isPartial[index] || value === null) return value;
    return { value: value, itemStyle: { color: colour("--blue-50"), borderColor: colour("--blue-700"), borderType: "dashed" } };
  }

  /* Points without a line between them, above the line's own. */
  function marks(name, values, symbol, size) {
    const ink = colour("--blue-700");
    return {
      type: "line", name: name, data: values, symbol: symbol, symbolSize: size, showAllSymbol: true, animation: false, z: 5,
      lineStyle: { width: 0 }, itemStyle: { color: colour("--paper"), borderColor: ink, borderWidth: 2 },
    };
  }

  function has(values) {
    return values.some((value) => value !== null);
  }

  /* The month, its numbers and who has answered. Marks repeat the number of the line, or say the one that it leaves out. */
  function tip(data, points) {
    const index = points[0].dataIndex;
    const lines = [data.labels[index]];
    const said = new Set();
    points.forEach(function (point) {
      const value = point.value;
      const isMark = point.seriesName === data.names.carried || point.seriesName === data.names.incomplete;
      if (value === null || value === undefined || (isMark && said.has(value))) return;
      said.add(value);
      lines.push(`${point.seriesName}  ${shown(value)}`);
    });
    if (data.notes[index]) lines.push(data.notes[index]);
    return lines.join("\n");
  }

  function options(data, width) {
    const line = { type: "line", symbol: "circle", symbolSize: 7, showAllSymbol: true, animation: false };
    const series = [];
    if (data.showMonths) {
      series.push({ type: "bar", name: data.names.month, data: data.month.map((value, index) => bar(data, value, index)), barMaxWidth: 34, animation: false, itemStyle: { color: colour("--blue-200") } });
    }
    series.push({ ...line, name: data.names.toDate, data: data.toDate, lineStyle: { width: 3 }, itemStyle: { color: colour("--blue-700") } });
    if (has(data.planned)) {
      series.push({ ...line, name: data.names.planned, data: data.planned, connectNulls: true, symbol: "none", lineStyle: { type: "dashed", width: 2 }, itemStyle: { color: colour("--line-strong") } });
    }
    if (has(data.carried)) series.push(marks(data.names.carried, data.carried, "circle", 11));
    if (has(data.incomplete)) series.push(marks(data.names.incomplete, data.incomplete, "diamond", 13));
    return {
      textStyle: textStyle(),
      legend: { top: 0, textStyle: textStyle(), itemGap: 20 },
      grid: { left: 8, right: 16, top: width < 600 ? 92 : 64, bottom: 8, containLabel: true },
      /* Rich text and not HTML, whose inline styles the content security policy forbids. */
      tooltip: { trigger: "axis", renderMode: "richText", formatter: (points) => tip(data, points) },
      xAxis: { type: "category", data: data.labels, axisLabel: textStyle(), axisTick: { show: false } },
      yAxis: { type: "value", name: data.unit, nameTextStyle: textStyle(), axisLabel: textStyle(), ...data.axis },
      series: series,
    };
  }

  document.querySelectorAll("[data-chart]").forEach(function (place) {
    const source = document.getElementById(place.dataset.chart);
    if (!window.echarts || !source) return;
    const chart = window.echarts.init(place, null, { renderer: "svg" });
    chart.setOption(options(JSON.parse(source.textContent), place.clientWidth));
    window.addEventListener("resize", () => chart.resize());
  });
})();
