// Whoever sees the newest messages has read them: say so once. Without this file there is a button.
(function () {
  "use strict";
  var form = document.querySelector("form[data-read]");
  var last = document.querySelector("#messages .rows > li:last-child");
  if (!form || !last || !window.IntersectionObserver) return;
  var watch = new IntersectionObserver(function (entries) {
    if (document.hidden || !entries.some(function (one) { return one.isIntersecting; })) return;
    watch.disconnect();
    fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" }).then(function () { form.hidden = true; });
  });
  watch.observe(last);
})();
