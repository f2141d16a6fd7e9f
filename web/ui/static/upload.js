// Forms of files work without this: then all goes at once.
"use strict";
// A form is sent again while the connection is bad: by its key it has its effect once. Where its files are a list, they go one at a
// time, each by a key and its sum; data-upload is then the page to go on to. A large file goes before its form, in pieces, from as far
// as the server has it.
document.querySelectorAll("[data-upload]").forEach((line) => {
  const form = line.closest("form");
  const next = line.dataset.upload;
  const bar = line.nextElementSibling;
  const piece = 262144;
  const ids = {}; // of what has been begun
  const page = (said) => new DOMParser().parseFromString(said, "text/html");
  const send = async (to, body, seconds, say) => {
    say("sending");
    for (let pause = 1000; pause < 100000; pause *= 2, seconds = Math.min(2 * seconds, 240)) {
      const stop = new AbortController();
      const patience = setTimeout(() => stop.abort(), seconds * 1000);
      try {
        const answer = await fetch(to, { method: "POST", body, redirect: next ? "manual" : "follow", signal: stop.signal });
        const said = await answer.text();
        if (answer.status < 500) return [answer, said]; // 0: not followed
      } catch {
        // The line, not the form.
      } finally {
        clearTimeout(patience);
      }
      say("again");
      await new Promise((done) => setTimeout(done, pause));
    }
    throw null; // in vain
  };
  const large = (file) => file.size > piece && crypto.randomUUID;
  // Sends a file in pieces, the first of which only asks.
  const upload = async (file, say) => {
    const id = (ids[[file.name, file.size, file.lastModified]] ||= crypto.randomUUID());
    const sent = bar.value;
    bar.hidden = false;
    for (let at = 0, end = 0; at < file.size; end = at + piece) {
      const body = file.slice(at, end, "application/octet-stream");
      const [answer, said] = await send(`${line.dataset.pieces}${id}?fran=${at}&av=${file.size}`, body, 60, say);
      if (answer.headers.get("Content-Type") !== "application/json") break; // a page: the form is told the same
      const { har, fel } = JSON.parse(said);
      if (fel) throw `${file.name}: ${fel}`;
      bar.value = sent + (at = har);
    }
    return `${id} ${file.size} ${file.name}`;
  };
  const sumOf = async (file) => {
    const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    return Array.from(sum, (b) => b.toString(16).padStart(2, "0")).join("");
  };
  const post = async (files, input, say) => {
    const body = new FormData(form);
    if (next) {
      body.set("nyckel", body.get("nyckel").replace(/^[^.]*/, crypto.randomUUID())); // .for whom
      body.set("sha256", await sumOf(files[0]));
    }
    body.delete(input.name);
    for (const file of files) {
      if (large(file)) body.append("uppladdad", await upload(file, say));
      else body.append(input.name, file);
    }
    const [answer, said] = await send(form.action, body, 120, say);
    if (answer.type === "opaqueredirect") return;
    if (answer.redirected) return location.assign(answer.url);
    const shown = page(said);
    const words = Array.from(shown.querySelectorAll("#errors li"), (said) => said.textContent.trim()).join(" ");
    if (next) throw `${files[0].name}: ${words || shown.querySelector("h1").textContent}`;
    if (words) throw words;
    document.documentElement.replaceWith(document.adoptNode(shown.documentElement));
  };
  const go = async (files, input) => {
    const faults = [];
    const forms = next ? files.map((file) => [file]) : [files];
    bar.max = files.filter(large).reduce((sum, file) => sum + file.size, 1);
    bar.value = 0;
    for (const [i, each] of forms.entries()) {
      const say = (event) => {
        const words = line.dataset[event].replace("%n", i + 1).replace("%m", forms.length);
        if (line.textContent !== words) line.textContent = words; // or it is read out again
        return words;
      };
      try {
        await post(each, input, say);
      } catch (fault) {
        if (typeof fault !== "string") return [...faults, say("failed")];
        faults.push(fault);
      }
    }
    if (next && !faults.length) location.assign(next);
    return faults;
  };
  form.addEventListener("submit", async (event) => {
    const input = form.querySelector("[type=file]");
    const files = Array.from(input.files);
    if (next && (!files.length || !crypto.subtle || !crypto.randomUUID)) return;
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    line.className = "waiting";
    const faults = await go(files, input);
    if (!faults.length) return;
    delete form.dataset.busy;
    bar.hidden = true;
    line.className = "error";
    line.textContent = faults.join(" ");
    if (!next) return;
    input.value = "";
    try {
      const list = document.querySelector("[data-attached]");
      list.replaceWith(page(await (await fetch(location.href)).text()).querySelector("[data-attached]"));
    } catch {
      // Shown when the page is next opened.
    }
  });
});
