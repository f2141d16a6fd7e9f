// The forms of files work without this file: then all goes at once.
"use strict";
// A form is sent again while the connection is bad: by its key it has its effect once. Where its files are a list, they go one at a
// time, each by a key and its sum; data-upload is then the page to go on to.
document.querySelectorAll("[data-upload]").forEach((line) => {
  const form = line.closest("form");
  const next = line.dataset.upload;
  const page = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");
  const rest = (ms) => new Promise((done) => setTimeout(done, ms));
  const send = async (body, redirect, again) => {
    for (let pause = 1000; pause < 100000; pause *= 2) {
      const stop = new AbortController();
      const patience = setTimeout(() => stop.abort(), 120000);
      try {
        const answer = await fetch(form.action, { method: "POST", body, redirect, signal: stop.signal });
        if (answer.status < 500) return answer; // 0 where a redirect is not followed
      } catch {
        // The connection, not the form.
      } finally {
        clearTimeout(patience);
      }
      again();
      await rest(pause);
    }
  };
  const fault = async (answer) => {
    const shown = await page(answer);
    const said = shown.querySelector("#errors li") || shown.querySelector("h1");
    return said ? said.textContent.trim() : "" + answer.status;
  };
  const whole = async () => {
    line.textContent = line.dataset.sending;
    const answer = await send(new FormData(form), "follow", () => (line.textContent = line.dataset.again));
    if (!answer) return [line.dataset.failed];
    if (answer.redirected) return location.assign(answer.url);
    const shown = await page(answer);
    const said = shown.querySelector("#errors li");
    if (said) return [said.textContent.trim()];
    document.documentElement.replaceWith(document.adoptNode(shown.documentElement)); // another page is the answer
  };
  const oneAtATime = async (files, input) => {
    const faults = [];
    for (const [i, file] of files.entries()) {
      const say = (words) => (line.textContent = words.replace("%n", i + 1).replace("%m", files.length));
      const body = new FormData(form);
      const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
      body.set("nyckel", crypto.randomUUID());
      body.set("sha256", Array.from(sum, (b) => b.toString(16).padStart(2, "0")).join(""));
      body.delete(input.name);
      body.append(input.name, file);
      say(line.dataset.sending);
      const answer = await send(body, "manual", () => say(line.dataset.again));
      if (!answer) return [...faults, say(line.dataset.failed)];
      if (answer.type !== "opaqueredirect") faults.push(file.name + ": " + (await fault(answer)));
    }
    if (faults.length) return faults;
    location.assign(next);
  };
  form.addEventListener("submit", async (event) => {
    const input = form.querySelector("[type=file]");
    const files = Array.from(input.files);
    if (next && (!files.length || !crypto.subtle || !crypto.randomUUID)) return;
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    line.className = "waiting";
    const faults = await (next ? oneAtATime(files, input) : whole());
    if (!faults) return;
    delete form.dataset.busy;
    line.className = "error";
    line.textContent = faults.join(" ");
    if (!next) return;
    input.value = "";
    try {
      const list = document.querySelector("[data-attached]");
      list.replaceWith((await page(await fetch(location.href))).querySelector("[data-attached]"));
    } catch {
      // The list is shown when the page is next opened.
    }
  });
});
