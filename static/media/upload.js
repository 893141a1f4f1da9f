// Uploads in pieces with a bar: a dropped connection is waited out, and the same file chosen again goes on where it was.
(function () {
  "use strict";
  var MB = 1048576, PAUSES = [1, 2, 4, 8, 15, 30];

  document.querySelectorAll("form[data-upload]").forEach(function (form) {
    var input = form.querySelector("input[type=file]"), box = form.querySelector(".uploader-state");
    var bar = box.querySelector("progress"), line = box.querySelector("p"), stop = form.querySelector("[data-stop]");
    var button = form.querySelector("button:not([type])"), token = form.elements.csrf_token.value;
    var going = false, stopped = false;

    function say(words) { line.textContent = words; }
    function show(done, total) {
      var percent = total ? Math.floor(done * 100 / total) : 0;
      bar.value = percent;
      say(form.dataset.wordsGoing.replace("{percent}", percent + "%").replace("{done}", (done / MB).toFixed(1))
        .replace("{total}", (total / MB).toFixed(1)));
    }
    function end(words) {
      going = false;
      stop.hidden = true;
      button.disabled = false;
      window.removeEventListener("beforeunload", ask);
      if (words) { say(words); line.classList.add("late"); }
    }
    function ask(event) { event.preventDefault(); event.returnValue = ""; }
    function wait(seconds) { return new Promise(function (done) { setTimeout(done, seconds * 1000); }); }

    // One request; what the network loses is tried again, each time a little later. Resolves to [status, answer].
    function send(address, options, tries) {
      return fetch(address, options).then(function (answer) {
        if (answer.status >= 500) throw new Error(answer.status);
        return answer.json().catch(function () { return {}; }).then(function (said) { return [answer.status, said]; });
      }).catch(function (error) {
        if (stopped || tries >= 40) throw error;
        say(form.dataset.wordsWaiting);
        return wait(PAUSES[Math.min(tries, PAUSES.length - 1)]).then(function () { return send(address, options, tries + 1); });
      });
    }

    function go(file, place) {
      if (stopped) { end(form.dataset.wordsLost); return; }
      show(place.received, file.size);
      if (place.is_done) { end(); location.assign(place.next); location.reload(); return; }
      var piece = file.slice(place.received, place.received + Number(form.dataset.chunk));
      if (place.received + piece.size >= file.size) say(form.dataset.wordsChecking);
      return send(place.url, { method: "POST", body: piece, headers: {
        "Content-Type": "application/octet-stream", "Upload-Offset": String(place.received), "X-CSRFToken": token
      } }, 0).then(function (answer) {
        if (answer[0] === 200) return go(file, answer[1]);
        // What was sent twice, or by another tab: go on where the server is.
        if (answer[0] === 409) return go(file, Object.assign({}, place, { received: answer[1].received }));
        end(answer[1].error || form.dataset.wordsLost);
      });
    }

    form.addEventListener("submit", function (event) {
      var file = input.files[0];
      // Small texts go as a plain form, and so does nothing, to be told what is missing.
      if (!file || /\.txt$/i.test(file.name)) return;
      event.preventDefault();
      event.stopPropagation();
      if (going) return;
      going = true;
      stopped = false;
      box.hidden = stop.hidden = false;
      button.disabled = true;
      line.classList.remove("late");
      window.addEventListener("beforeunload", ask);
      show(0, file.size);
      var about = new FormData();
      about.append("csrf_token", token);
      about.append("kind", form.dataset.kind);
      about.append("name", file.name);
      about.append("size", file.size);
      about.append("mark", file.lastModified);
      if (form.elements.replaces) about.append("replaces", form.elements.replaces.value);
      send(form.dataset.upload, { method: "POST", body: about }, 0).then(function (answer) {
        if (answer[0] === 200) return go(file, answer[1]);
        end(answer[1].error || form.dataset.wordsLost);
      }).catch(function () { end(form.dataset.wordsLost); });
    });
    stop.addEventListener("click", function () { stopped = true; });
  });

  // While something is converted, the page shows how far it is.
  function refresh() {
    var part = document.getElementById("media");
    if (!part || !part.dataset.refresh) return;
    setTimeout(function () {
      if (part.querySelector(".uploader-state:not([hidden])") || part.contains(document.activeElement)) { refresh(); return; }
      fetch(location.href).then(function (answer) { return answer.text(); }).then(function (text) {
        var fresh = new DOMParser().parseFromString(text, "text/html").getElementById("media");
        if (!fresh) return;
        if (!fresh.dataset.refresh) { location.reload(); return; }
        var rows = part.querySelectorAll(".media-rows"), others = fresh.querySelectorAll(".media-rows");
        rows.forEach(function (row, place) { if (others[place]) row.replaceWith(others[place]); });
        refresh();
      }).catch(refresh);
    }, Number(part.dataset.refresh) * 1000);
  }
  refresh();
})();
