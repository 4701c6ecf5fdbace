/* The list of reports to review: one button ticks all that wait, and unticks them again. */
(function () {
  "use strict";

  document.querySelectorAll("[data-tick-all]").forEach(function (button) {
    const boxes = Array.from(button.form.querySelectorAll("input[type=checkbox][name=report]"));
    button.hidden = boxes.length < 2;
    button.addEventListener("click", function () {
      const all = boxes.every(function (box) { return box.checked; });
      boxes.forEach(function (box) { box.checked = !all; });
    });
  });
})();
