// Every page works without this file.
"use strict";
(() => {
  const all = (selector) => document.querySelectorAll(selector);

  // The summary of faults is read out first.
  all("[data-focus]").forEach((box) => box.focus());

  // "Skriv ut" prints; the hint about the browser's menu goes away.
  all("[data-print]").forEach((button) => {
    button.hidden = false;
    if (button.nextElementSibling) button.nextElementSibling.hidden = true;
    button.addEventListener("click", () => print());
  });

  // The QR code of a log-in is a new one each second.
  all("[data-qr]").forEach((image) => {
    const join = image.dataset.qr.includes("?") ? "&" : "?";
    let n = 0;
    setInterval(() => {
      if (!document.hidden) image.src = image.dataset.qr + join + "n=" + ++n;
    }, 1000);
  });

  // A waiting line asks every two seconds: {"text": what to say, "next": where to go when it is over}.
  all("[data-poll]").forEach((line) => {
    const ask = async () => {
      try {
        const answer = await fetch(line.dataset.poll, { headers: { Accept: "application/json" } });
        if (answer.ok) {
          const { text, next } = await answer.json();
          if (next) return location.replace(next);
          if (text && text !== line.textContent) line.textContent = text;
        }
      } catch {
        // The next round tries again.
      }
      setTimeout(ask, 2000);
    };
    setTimeout(ask, 2000);
  });

  // Two minutes before a log-in ends the reader may stay, losing nothing; then the page goes away. Who writes is there: their
  // log-in goes on. What they had written when the page went away is kept for them, and not sent.
  all("[data-session]").forEach((box) => {
    let lasts = box.dataset.session * 1000;
    let end = Date.now() + lasts;
    let written;
    const link = box.querySelector("a"); // to the page, not to where a form went
    const stay = async () => {
      const answer = await fetch(link.href);
      const said = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-session]");
      if (answer.ok && !said) return leave(answer.url); // it is over; the longest ends whoever stays
      if (said) end = Date.now() + (lasts = said.dataset.session * 1000);
    };
    link.addEventListener("click", (event) => {
      event.preventDefault();
      stay();
    });
    addEventListener("input", ({ target: { form } }) => {
      if (!form || form.method !== "post") return;
      written = form;
      if (end - Date.now() < lasts / 2) {
        end += lasts / 4; // one question at a time
        stay().catch(() => {});
      }
    });
    const keep = () => {
      const body = new FormData(written);
      written.querySelectorAll("[type=file]").forEach((field) => body.delete(field.name));
      return fetch(written.action, {
        method: "POST",
        headers: { "X-Keep": "1" },
        body: written.enctype === "multipart/form-data" ? body : new URLSearchParams(body),
      }).catch(() => {});
    };
    const leave = async (to) => {
      if (written) await keep();
      if (to) location.replace(to);
    };
    const tick = () => {
      const left = end - Date.now();
      if (left <= 0) return leave(box.dataset.end);
      const minutes = Math.ceil(left / 60000);
      box.querySelectorAll("[data-minutes]").forEach((p) => (p.hidden = p.dataset.minutes != minutes));
      box.hidden = minutes > 2;
      setTimeout(tick, 1000);
    };
    tick();
  });

  // Leaving quickly: the page is gone at once, the log-in ends on the way, and the outside page takes this one's place in the
  // history. Escape three times within two seconds does the same as the button.
  all("[data-exit]").forEach((form) => {
    const leave = () => {
      document.body.replaceChildren();
      document.title = "";
      fetch(form.action, { method: "POST", keepalive: true, redirect: "manual" }).catch(() => {});
      location.replace(form.dataset.exit);
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      leave();
    });
    let presses = [];
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.repeat) return;
      presses = [...presses, Date.now()].slice(-3);
      if (presses.length === 3 && presses[2] - presses[0] < 2000) leave();
    });
  });

  // A form is sent once, however often its button is pressed; going back gives the button back.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 8000);
  });
  addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));

  // The menu closes on Escape and on a press elsewhere.
  const close = (keep) => all("details.menu[open]").forEach((menu) => menu.contains(keep) || (menu.open = false));
  document.addEventListener("click", (event) => close(event.target));
  document.addEventListener("keydown", (event) => event.key === "Escape" && close(null));
})();
