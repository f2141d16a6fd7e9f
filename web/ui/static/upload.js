// The page of attachments works without this file: then all files go at once.
"use strict";
// Files go one at a time, each again while the connection is bad: by its key and its sum it is taken in once.
document.querySelectorAll("[data-upload]").forEach((line) => {
  const form = line.closest("form");
  const page = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");
  const rest = (ms) => new Promise((done) => setTimeout(done, ms));
  const send = async (file, again) => {
    const body = new FormData(form);
    const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    body.set("nyckel", crypto.randomUUID());
    body.set("sha256", Array.from(sum, (b) => b.toString(16).padStart(2, "0")).join(""));
    body.delete("file");
    body.append("file", file);
    for (let pause = 1000; pause < 100000; pause *= 2) {
      const stop = new AbortController();
      const patience = setTimeout(() => stop.abort(), 120000);
      try {
        const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", signal: stop.signal });
        if (answer.type === "opaqueredirect" || answer.status < 500) return answer;
      } catch {
        // The connection, not the file.
      } finally {
        clearTimeout(patience);
      }
      again();
      await rest(pause);
    }
  };
  form.addEventListener("submit", async (event) => {
    const input = form.querySelector("[type=file]");
    if (!input.files.length || !crypto.subtle || !crypto.randomUUID) return;
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    line.className = "waiting";
    const faults = [];
    const files = Array.from(input.files);
    for (const [i, file] of files.entries()) {
      const say = (words) => words.replace("%n", i + 1).replace("%m", files.length);
      line.textContent = say(line.dataset.sending);
      const answer = await send(file, () => (line.textContent = say(line.dataset.again)));
      if (!answer) {
        faults.push(say(line.dataset.failed));
        break;
      }
      if (answer.type === "opaqueredirect") continue;
      const shown = await page(answer);
      const said = shown.querySelector("#errors li") || shown.querySelector("h1");
      faults.push(file.name + ": " + (said ? said.textContent.trim() : answer.status));
    }
    delete form.dataset.busy;
    line.className = faults.length ? "error" : "waiting";
    if (!faults.length) return location.assign(form.action);
    input.value = "";
    line.textContent = faults.join(" ");
    try {
      const list = document.querySelector("[data-attached]");
      list.replaceWith((await page(await fetch(form.action))).querySelector("[data-attached]"));
    } catch {
      // The list is shown when the page is next opened.
    }
  });
});
