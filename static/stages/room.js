// A room of a session: turns the page with the speaker, puts in questions, votes and messages as they come.
// Every link and form here also works without this file.
(function () {
  "use strict";
  var doc = document, room = doc.querySelector("[data-room]"), desk = doc.querySelector("[data-desk]");
  var told = room || desk, viewers = 1, waits = 0, again = false;
  if (!told) return;
  var language = doc.documentElement.lang.indexOf("en") === 0 ? "en" : "zh";
  function all(selector, within) { return Array.prototype.slice.call((within || doc).querySelectorAll(selector)); }

  told.addEventListener("stream:viewers", function (event) {
    viewers = event.detail.count || 1;
    all("[data-viewers]").forEach(function (place) { place.textContent = event.detail.count; });
  });

  // The time that is left for what is on.
  setInterval(function () {
    all("[data-ends]").forEach(function (place) {
      var left = Math.round((new Date(place.dataset.ends) - Date.now()) / 1000), late = left < 0;
      if (late) left = -left;
      place.textContent = (late ? "−" : "") + Math.floor(left / 60) + ":" + ("0" + left % 60).slice(-2);
      place.classList.toggle("late", late);
    });
  }, 1000);
  if (!room) return;

  // ---- the stage ----
  var follows = !/[?&](page|pitch)=/.test(location.search);
  function turn(number) {
    var shown = doc.getElementById("page-shown"), link = room.querySelector('[data-page="' + number + '"]');
    if (!shown || !link) return;
    shown.srcset = link.dataset.srcset; shown.src = link.dataset.src; shown.alt = link.querySelector("img").alt;
    shown.dataset.part = "page-" + number;
    all("[data-page]", room).forEach(function (one) {
      if (one === link) one.setAttribute("aria-current", "true"); else one.removeAttribute("aria-current");
    });
    link.parentNode.scrollLeft = link.offsetLeft - 60;
    var next = room.querySelector('[data-page="' + (number + 1) + '"]');
    if (next) { var ahead = new Image(); ahead.srcset = next.dataset.srcset; ahead.src = next.dataset.src; }
  }
  function showFollowing() {
    var link = room.querySelector("[data-follow]");
    if (link) link.setAttribute("aria-current", follows ? "true" : "false");
  }
  var present = 0;
  told.addEventListener("stream:page", function (event) {
    var view = room.querySelector(".room-view");
    present = event.detail.page;
    if (follows && view && String(event.detail.pitch) === view.dataset.pitch) turn(present);
  });
  room.addEventListener("click", function (event) {
    var page = event.target.closest("[data-page]"), follow = event.target.closest("[data-follow]");
    if (page && doc.getElementById("page-shown")) {
      event.preventDefault(); follows = false; turn(Number(page.dataset.page)); showFollowing();
    } else if (follow && !/[?&](page|pitch)=/.test(location.search)) {
      event.preventDefault();
      follows = !follows; showFollowing();
      if (follows && present) turn(present); else if (follows) refresh(0);
    }
  });

  // What changed is fetched at a random moment, the later the more people look on.
  function refresh(longest) {
    if (waits) { again = true; return; }
    waits = setTimeout(function () {
      fetch(room.dataset.parts + location.search).then(function (answer) { return answer.ok ? answer.text() : ""; }).then(function (text) {
        if (!text) return;
        var fresh = new DOMParser().parseFromString(text, "text/html"), state = fresh.querySelector("[data-state]");
        if (state && state.dataset.state === "ended") { location.reload(); return; }
        all("[data-part]", fresh).forEach(function (part) {
          if (part.dataset.part === "stage" && !follows) return;
          var place = room.querySelector('[data-part="' + part.dataset.part + '"]');
          if (place) place.innerHTML = part.innerHTML;
        });
        ["[data-questions]", "[data-poll]"].forEach(function (name) {
          var place = room.querySelector(name), part = fresh.querySelector(name);
          if (place && part && !place.contains(doc.activeElement)) place.innerHTML = part.innerHTML;
        });
        var view = room.querySelector(".room-view"), asked = room.querySelector("[data-ask-pitch]");
        if (asked && view) asked.value = view.dataset.pitch;
        showFollowing(); quiet();
      }).catch(function () {}).then(function () {
        waits = 0;
        if (again) { again = false; refresh(longest); }
      });
    }, Math.random() * longest);
  }
  told.addEventListener("stream:stage", function () { refresh(100 + viewers * 5); });
  told.addEventListener("stream:reset", function () { refresh(500 + viewers * 5); });

  // ---- questions ----
  var list = room.querySelector("[data-questions]");
  function order() {
    var rows = all("li", list).filter(function (row) { return row.parentNode === list; });
    rows.sort(function (one, other) {
      return other.dataset.pinned - one.dataset.pinned || other.dataset.votes - one.dataset.votes || one.id.slice(9) - other.id.slice(9);
    });
    if (!list.contains(doc.activeElement)) rows.forEach(function (row) { list.appendChild(row); });
    var count = room.querySelector("[data-question-count]"), none = room.querySelector("[data-none]");
    if (count) count.textContent = rows.length;
    if (none) none.hidden = rows.length > 0;
  }
  told.addEventListener("stream:question", function (event) {
    var before = doc.getElementById("question-" + event.detail.id), html = event.detail.html;
    if (!html) { if (before) before.remove(); order(); return; }
    var box = doc.createElement("ul");
    box.innerHTML = html[language];
    var fresh = box.firstElementChild, vote = before && before.querySelector(".vote"), own = before && before.querySelector("form");
    if (vote) fresh.querySelector(".vote").setAttribute("aria-pressed", vote.getAttribute("aria-pressed"));
    if (own) fresh.firstElementChild.appendChild(own);
    if (before) before.replaceWith(fresh); else list.appendChild(fresh);
    order();
  });
  told.addEventListener("stream:votes", function (event) {
    var row = doc.getElementById("question-" + event.detail.id);
    if (!row) return;
    row.dataset.votes = event.detail.count;
    row.querySelector(".vote span").textContent = event.detail.count;
    order();
  });
  function send(form, values) {
    var data = new URLSearchParams(new FormData(form));
    Object.keys(values || {}).forEach(function (name) { data.set(name, values[name]); });
    return fetch(form.action, { method: "POST", body: data });
  }
  room.addEventListener("click", function (event) {
    var button = event.target.closest(".vote");
    if (!button) return;
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    send(doc.getElementById("vote"), { question: button.value }).then(function (answer) {
      if (/accounts\/sign-in/.test(answer.url)) { location.href = answer.url; return; }
      if (answer.ok) button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") === "true" ? "false" : "true");
    }).catch(function () {}).then(function () { button.disabled = false; });
  });

  // ---- messages and the poll ----
  var messages = room.querySelector("[data-messages]");
  told.addEventListener("stream:message", function (event) {
    var before = doc.getElementById("message-" + event.detail.id);
    if (before) before.remove();
    if (!messages || !event.detail.text) return;
    var line = doc.createElement("li");
    line.id = "message-" + event.detail.id; line.textContent = event.detail.text;
    messages.appendChild(line);
    while (messages.children.length > 4) messages.firstElementChild.remove();
    setTimeout(function () { line.remove(); }, 12000);
  });
  told.addEventListener("stream:messages", function (event) {
    var box = room.querySelector("[data-talk-box]");
    if (box) box.hidden = !event.detail.on;
  });
  var talk = room.querySelector("[data-talk]");
  if (talk) talk.addEventListener("submit", function (event) {
    event.preventDefault();
    event.stopPropagation();
    var field = talk.querySelector("[name=message]"), wrong = talk.querySelector("[data-talk-error]");
    if (!field.value.trim() || talk.dataset.busy) return;
    talk.dataset.busy = "1";
    var key = talk.querySelector("[name=form_key]");
    send(talk).then(function (answer) {
      if (answer.ok) { field.value = ""; wrong.hidden = true; key.value = key.value.slice(0, 20) + Math.random().toString(16).slice(2, 14); return null; }
      return answer.text().then(function (text) {
        var found = new DOMParser().parseFromString(text, "text/html").querySelector("main .lead, main p");
        wrong.textContent = found ? found.textContent : ""; wrong.hidden = false;
      });
    }).catch(function () {}).then(function () { delete talk.dataset.busy; });
  });
  room.addEventListener("submit", function (event) {
    var form = event.target.closest("[data-messages-switch]");
    if (!form || !messages) return;
    event.preventDefault();
    send(form);
    messages.hidden = !messages.hidden;
    form.querySelector("button").setAttribute("aria-pressed", messages.hidden ? "false" : "true");
    setTimeout(function () { delete form.dataset.sent; }, 0);
  });
  told.addEventListener("stream:poll", function (event) {
    var place = room.querySelector("[data-poll]");
    if (place && event.detail.html) place.innerHTML = event.detail.html[language]; else if (place) place.textContent = "";
  });

  // ---- the replay: the deck goes along with the recording ----
  var video = doc.getElementById("video"), strip = room.querySelector("[data-turns]"), fetching = false;
  var chapters = all("[data-chapter]", room).map(function (one) { return [Number(one.dataset.seconds), one.dataset.chapter]; });
  function turns() { return strip ? JSON.parse(strip.dataset.turns) : []; }
  function mark(page) {
    all("[data-page]", strip).forEach(function (one) {
      if (Number(one.dataset.page) !== page) { one.removeAttribute("aria-current"); return; }
      if (!one.hasAttribute("aria-current")) strip.scrollLeft = one.offsetLeft - 60;
      one.setAttribute("aria-current", "true");
    });
  }
  // Where the next item begins, its deck comes instead; the video plays on.
  function exchange(pitch) {
    if (fetching) return;
    fetching = true;
    fetch(room.dataset.parts + "?pitch=" + pitch).then(function (answer) { return answer.ok ? answer.text() : ""; }).then(function (text) {
      var fresh = new DOMParser().parseFromString(text, "text/html");
      var place = room.querySelector(".room-pages"), part = fresh.querySelector(".room-pages"), now = fresh.querySelector('[data-part="now"]');
      room.querySelector(".room-view").dataset.pitch = pitch;
      if (place) place.remove();
      if (part) room.querySelector('[data-part="stage"]').appendChild(part);
      if (now) room.querySelector('[data-part="now"]').innerHTML = now.innerHTML;
      strip = room.querySelector("[data-turns]");
    }).catch(function () {}).then(function () { fetching = false; });
  }
  if (video && (strip || chapters.length)) {
    video.addEventListener("timeupdate", function () {
      var at = video.currentTime + 0.3, begun = chapters.filter(function (one) { return one[0] <= at; }).pop();
      if (begun && begun[1] !== room.querySelector(".room-view").dataset.pitch) { exchange(begun[1]); return; }
      var shown = turns().filter(function (one) { return one[0] <= at; }).pop();
      if (shown) mark(shown[1]);
    });
    room.addEventListener("click", function (event) {
      var link = event.target.closest("[data-turns] [data-page]");
      var found = link && turns().filter(function (one) { return one[1] === Number(link.dataset.page); })[0];
      if (!found || !doc.getElementById("video")) return;
      event.preventDefault();
      video.currentTime = found[0];
      mark(found[1]);
    });
  }

  // ---- tabs, the recording, the link that is not needed while events come ----
  all("[data-tab]", room).forEach(function (tab) {
    tab.addEventListener("click", function (event) {
      event.preventDefault();
      all("[data-tab]", room).forEach(function (one) { one.removeAttribute("aria-current"); });
      tab.setAttribute("aria-current", "true");
      all("[data-panel]", room).forEach(function (panel) { panel.hidden = panel.dataset.panel !== tab.dataset.tab; });
    });
  });
  var isOpen = false;
  function quiet() { all("[data-refresh]", room).forEach(function (link) { link.hidden = isOpen; }); }
  told.addEventListener("stream:state", function (event) { isOpen = event.detail.state === "open"; quiet(); });
})();
