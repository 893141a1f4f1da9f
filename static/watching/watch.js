// Counts how long a video plays or a part of the page is in sight, and reports it every minute.
(function () {
  "use strict";
  var EVERY = 60;
  var token = document.querySelector("input[name=csrf_token]");
  if (!token) return;

  document.querySelectorAll("[data-watch]").forEach(function (element) {
    var isVideo = element.tagName === "VIDEO";
    var ticket = element.dataset.watch, counted = 0, part = element.dataset.part, busy = false;

    function report(leaving) {
      var seconds = Math.min(90, Math.round(counted));
      if (seconds < 1 || busy) return;
      var data = new FormData();
      data.set("csrf_token", token.value);
      data.set("ticket", ticket);
      data.set("part", part);
      data.set("seconds", seconds);
      counted = 0;
      if (leaving) { navigator.sendBeacon(element.dataset.watchTo, data); return; }
      busy = true;
      fetch(element.dataset.watchTo, { method: "POST", body: data, keepalive: true }).then(function (answer) {
        return answer.ok ? answer.json() : null;
      }).then(function (answer) { if (answer) ticket = answer.ticket; }, function () {}).then(function () { busy = false; });
    }
    function isWatched() {
      if (document.visibilityState !== "visible") return false;
      return isVideo ? !element.paused && !element.ended : true;
    }
    setInterval(function () {
      // Another page of the deck: what was counted belongs to the one before.
      if (element.dataset.part !== part) { report(false); counted = 0; part = element.dataset.part; }
      // The channel puts another film into the same player.
      if (element.dataset.watchNext) { report(false); counted = 0; ticket = element.dataset.watchNext; delete element.dataset.watchNext; }
      if (isWatched()) counted += 1;
      if (counted >= EVERY) report(false);
    }, 1000);
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "hidden") report(true);
    });
    window.addEventListener("pagehide", function () { report(true); });
  });
})();
