/* What this script adds to every page; pages work without it.
   - a menu closes on Escape and on a click elsewhere
   - data-submit-on-change: a filter sends its form when changed
   - data-once: a form is sent once, however often its button is pressed
   - data-confirm: a form is sent only after this question has been confirmed
   - data-print: prints the page */
(function () {
  "use strict";

  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (menu !== except) menu.open = false;
    });
  }

  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details.menu"));
    if (event.target.closest("[data-print]")) window.print();
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.menu[open]");
    closeMenus(null);
    if (open && open.contains(document.activeElement)) open.querySelector("summary").focus();
  });

  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  });

  document.addEventListener("submit", function (event) {
    const form = event.target;
    const question = (event.submitter && event.submitter.dataset.confirm) || form.dataset.confirm;
    if (question && !window.confirm(question)) {
      event.preventDefault();
    } else if ("once" in form.dataset) {
      if (form.dataset.once === "sent") event.preventDefault();
      form.dataset.once = "sent";
    }
  });

  /* On a page that the browser shows again from its memory, forms may be sent again. */
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-once]").forEach(function (form) {
      form.dataset.once = "";
    });
  });
})();
