/* What the pages do beyond links and forms. Every page works without this file: it adds keys,
   questions before what cannot be taken back, a guard for unsaved text, and a countdown.
   Served as a file (Content-Security-Policy default-src 'self'); no library. Hooks are data-
   attributes: docs/look.md lists them. */
"use strict";

(() => {
  const letterKeysSetting = "meguri.letter-keys";
  const narrow = window.matchMedia("(max-width: 56rem)");

  /* One-letter keys can be switched off (WCAG 2.1, 2.1.4). */
  const letterKeysAreOn = () => {
    try {
      return window.localStorage.getItem(letterKeysSetting) !== "off";
    } catch {
      return true;
    }
  };
  const rememberLetterKeys = (on) => {
    try {
      window.localStorage.setItem(letterKeysSetting, on ? "on" : "off");
    } catch {
      /* the choice then lasts for this page only */
    }
  };

  const takesText = (element) =>
    element instanceof HTMLElement &&
    (element.isContentEditable ||
      element.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])"));

  const openDialog = (dialog) => {
    if (dialog instanceof HTMLDialogElement && !dialog.open) {
      dialog.showModal();
    }
  };

  /* ---- lists: j and k move between rows, Enter follows the row's link by itself ---- */
  const rowLinks = () => [...document.querySelectorAll("[data-list] .row-link")];
  const moveInList = (step) => {
    const links = rowLinks();
    if (links.length === 0) {
      return false;
    }
    const here = links.findIndex((link) => link.closest("tr, li")?.contains(document.activeElement));
    const next = here < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(here + step, 0), links.length - 1);
    links[next].focus();
    links[next].closest("tr, li")?.scrollIntoView({ block: "nearest" });
    return true;
  };

  /* ---- keys ---- */
  let waitingForPlace = 0; /* after g, until this time (ms) */

  const goTo = (letter) => {
    const link = document.querySelector(`.site-nav a[data-keys="g ${CSS.escape(letter)}"]`);
    link?.click();
    return Boolean(link);
  };
  const pressTarget = (name) => {
    const target = document.querySelector(`[data-shortcut="${CSS.escape(name)}"]`);
    if (!target) {
      return false;
    }
    if (takesText(target)) {
      target.focus();
      target.scrollIntoView({ block: "center" });
    } else {
      target.click();
    }
    return true;
  };
  const letterAction = (key) => {
    switch (key) {
      case "?":
        openDialog(document.getElementById("keys"));
        return true;
      case "/": {
        const search = document.querySelector("[data-search]");
        search?.focus();
        search?.select();
        return Boolean(search);
      }
      case "g":
        waitingForPlace = performance.now() + 1500;
        return true;
      case "j":
        return moveInList(1);
      case "k":
        return moveInList(-1);
      default:
        return pressTarget(key);
    }
  };
  const submitHere = () => {
    const form = document.activeElement?.closest("form");
    if (!form) {
      return false;
    }
    const main = form.querySelector("button.button-main:not([disabled])");
    form.requestSubmit(main ?? undefined);
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) {
      return;
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      if (submitHere()) {
        event.preventDefault();
      }
      return;
    }
    if (event.key === "Escape" && takesText(document.activeElement) && !document.querySelector("dialog[open]")) {
      document.activeElement.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || takesText(event.target)) {
      return;
    }
    if (document.querySelector("dialog[open]") || !letterKeysAreOn()) {
      return;
    }
    const wasWaiting = performance.now() < waitingForPlace;
    waitingForPlace = 0;
    if (wasWaiting ? goTo(event.key) : letterAction(event.key)) {
      event.preventDefault();
    }
  });

  /* ---- dialogs ---- */
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-open]");
    if (opener) {
      openDialog(document.getElementById(opener.dataset.open));
    }
    if (event.target.closest?.("[data-print]")) {
      window.print();
    }
    if (event.target instanceof HTMLDialogElement) {
      event.target.close(); /* a click beside the box */
    }
  });
  const letterKeysBox = document.querySelector("[data-letter-keys]");
  if (letterKeysBox) {
    letterKeysBox.checked = letterKeysAreOn();
    letterKeysBox.addEventListener("change", () => rememberLetterKeys(letterKeysBox.checked));
  }

  /* ---- questions before what cannot be taken back ---- */
  const confirmDialog = document.getElementById("confirm");
  const askedAlready = new WeakSet();
  const ask = (form, button, question) => {
    confirmDialog.querySelector("[data-question]").textContent = question;
    confirmDialog.returnValue = "";
    confirmDialog.addEventListener(
      "close",
      () => {
        if (confirmDialog.returnValue === "yes") {
          askedAlready.add(form);
          form.requestSubmit(button ?? undefined);
        } else {
          button?.focus();
        }
      },
      { once: true },
    );
    openDialog(confirmDialog);
  };

  /* ---- unsaved text ---- */
  const touched = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-guard]");
    if (form) {
      touched.add(form);
      form.querySelectorAll("[data-unsaved]").forEach((note) => (note.hidden = false));
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (touched.size > 0) {
      event.preventDefault();
    }
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    const question = button?.dataset.confirm ?? form.dataset.confirm;
    if (question && confirmDialog && !askedAlready.has(form)) {
      event.preventDefault();
      ask(form, button, question);
      return;
    }
    touched.delete(form);
    if (form.method === "post" && !button?.hasAttribute("data-download")) {
      /* After the form's data is taken: a second press sends nothing. */
      window.setTimeout(() => {
        form.querySelectorAll("button").forEach((each) => (each.disabled = true));
        form.setAttribute("aria-busy", "true");
      }, 0);
    }
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      document.querySelectorAll("form[aria-busy]").forEach((form) => {
        form.removeAttribute("aria-busy");
        form.querySelectorAll("button").forEach((each) => (each.disabled = false));
      });
    }
  });

  /* ---- small helps ---- */
  document.addEventListener("change", (event) => {
    const all = event.target.closest?.("[data-tick-all]");
    if (all) {
      document.getElementsByName(all.dataset.tickAll).forEach((box) => (box.checked = all.checked));
    }
  });

  /* A letter is as high as its text, also where CSS field-sizing is not known yet. */
  const growWithText = (area) => {
    const grow = () => {
      area.style.height = "auto";
      area.style.height = `${area.scrollHeight + 2}px`;
    };
    area.addEventListener("input", grow);
    grow();
  };
  if (!CSS.supports("field-sizing", "content")) {
    document.querySelectorAll(".letter textarea").forEach(growWithText);
  }

  const showCountdown = (element) => {
    const until = Number(element.dataset.countdown) * 1000;
    const tick = () => {
      const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      element.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      if (left === 0) {
        window.clearInterval(timer);
        element.closest("[data-when-over]")?.querySelectorAll("[data-over]").forEach((each) => (each.hidden = false));
        element.closest("[data-when-over]")?.querySelectorAll("[data-before]").forEach((each) => (each.hidden = true));
      }
    };
    const timer = window.setInterval(tick, 1000);
    tick();
  };
  document.querySelectorAll("[data-countdown]").forEach(showCountdown);

  /* ---- an answer while typing: the form is sent, nothing is stored, a part of the page is renewed ---- */
  const keepLive = (form) => {
    const target = document.getElementById(form.dataset.liveTo);
    const again = form.dataset.liveAgain;
    let timer = 0;
    let asking = null;
    const openParts = () =>
      new Set([...target.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent.trim()));
    const renew = (html) => {
      const open = openParts();
      target.innerHTML = html;
      target.querySelectorAll("details > summary").forEach((summary) => {
        summary.parentElement.open = open.has(summary.textContent.trim());
      });
    };
    const ask = async () => {
      asking?.abort();
      asking = new AbortController();
      const data = new URLSearchParams(new FormData(form));
      data.delete("_key"); /* asking changes nothing: it may be repeated */
      target.setAttribute("aria-busy", "true");
      try {
        const answer = await fetch(form.dataset.live, { method: "POST", body: data, signal: asking.signal });
        if (answer.ok && !answer.redirected) {
          renew(await answer.text());
        } else {
          target.textContent = `計算し直せませんでした。「${again}」を押してください。`;
        }
        target.removeAttribute("aria-busy");
      } catch (reason) {
        if (reason.name !== "AbortError") {
          target.textContent = `サーバーに届きませんでした。「${again}」を押してください。`;
          target.removeAttribute("aria-busy");
        }
      }
    };
    const soon = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, 400);
    };
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    /* something goes on: ask again and again, and at its end show the page anew */
    const watch = async () => {
      if (document.visibilityState === "visible") await ask();
      if (target.querySelector("[data-live-on]") || target.hasAttribute("aria-busy")) {
        window.setTimeout(watch, Number(form.dataset.liveEvery) * 1000);
      } else if (target.firstElementChild) {
        window.location.reload();
      }
    };
    if (form.dataset.liveEvery) window.setTimeout(watch, Number(form.dataset.liveEvery) * 1000);
  };
  document.querySelectorAll("form[data-live]").forEach(keepLive);

  /* ---- files and folders dropped on a form: sent in parts that one request may carry ---- */
  const partFiles = 40;
  const partBytes = 100e6;

  const readEntries = (reader) => new Promise((resolve, reject) => reader.readEntries(resolve, reject));
  const filesBelow = async (entry, found) => {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      found.push({ file, name: entry.fullPath.replace(/^\//, "") });
      return;
    }
    const reader = entry.createReader();
    for (let some = await readEntries(reader); some.length > 0; some = await readEntries(reader)) {
      for (const one of some) {
        await filesBelow(one, found);
      }
    }
  };
  const filesOfDrop = async (transfer) => {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const found = [];
    for (const entry of entries) {
      await filesBelow(entry, found);
    }
    return found;
  };
  const filesOfInputs = (form) =>
    [...form.querySelectorAll("input[type=file]")].flatMap((input) =>
      [...input.files].map((file) => ({ file, name: file.webkitRelativePath || file.name })));
  const inParts = (files) => {
    const parts = [[]];
    let bytes = 0;
    for (const one of files) {
      if (parts.at(-1).length === partFiles || (bytes + one.file.size > partBytes && parts.at(-1).length > 0)) {
        parts.push([]);
        bytes = 0;
      }
      parts.at(-1).push(one);
      bytes += one.file.size;
    }
    return parts;
  };
  /* The words of a page that refuses. */
  const refusalOf = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    return (page.querySelector(".error-summary, main")?.innerText ?? "").trim().slice(0, 300);
  };
  const sendPart = async (form, files) => {
    const data = new FormData(form);
    data.delete("file");
    data.delete("folder");
    files.forEach(({ file, name }) => data.append("file", file, name));
    const answer = await fetch(form.action, { method: "POST", body: data });
    const html = await answer.text();
    if (!answer.ok || !answer.redirected) {
      throw new Error(refusalOf(html) || `受け付けられませんでした（${answer.status}）。`);
    }
    const page = new DOMParser().parseFromString(html, "text/html");
    return { url: answer.url, next: page.querySelector("form[data-drop-more]") };
  };
  const sendFiles = async (form, files, state) => {
    const parts = inParts(files);
    let next = form;
    let url = "";
    let sent = 0;
    for (const part of parts) {
      state.textContent = `${files.length} ファイルのうち ${sent} ファイルを送りました。`;
      ({ url, next } = await sendPart(next, part));
      sent += part.length;
    }
    window.location.assign(url);
  };
  const takeFiles = (form) => {
    const state = form.querySelector("[data-drop-state]");
    const send = async (files) => {
      if (files.length === 0 || form.hasAttribute("aria-busy")) {
        return;
      }
      form.setAttribute("aria-busy", "true");
      form.querySelectorAll("button").forEach((each) => (each.disabled = true));
      try {
        await sendFiles(form, files, state);
      } catch (reason) {
        state.textContent = `送れませんでした。${reason.message}`;
        form.removeAttribute("aria-busy");
        form.querySelectorAll("button").forEach((each) => (each.disabled = false));
      }
    };
    form.querySelector("[data-drop-here]").hidden = false;
    form.addEventListener("dragover", (event) => {
      event.preventDefault();
      form.classList.add("drop-over");
    });
    form.addEventListener("dragleave", (event) => {
      if (!form.contains(event.relatedTarget)) {
        form.classList.remove("drop-over");
      }
    });
    form.addEventListener("drop", async (event) => {
      event.preventDefault();
      form.classList.remove("drop-over");
      send(await filesOfDrop(event.dataTransfer));
    });
    form.addEventListener("submit", (event) => {
      const files = filesOfInputs(form);
      if (inParts(files).length > 1) {
        event.preventDefault();
        event.stopPropagation();
        send(files);
      }
    });
  };
  document.querySelectorAll("form[data-drop]").forEach(takeFiles);

  /* A link to an input inside a closed part opens that part. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#f_"]');
    const input = link && document.getElementById(link.getAttribute("href").slice(1));
    if (input) {
      const part = input.closest("details");
      if (part) {
        part.open = true;
      }
      event.preventDefault();
      input.focus();
      input.scrollIntoView({ block: "center" });
    }
  });

  const foldMenu = () => {
    const menu = document.querySelector(".site-nav details");
    if (menu) {
      menu.open = !narrow.matches;
    }
  };
  foldMenu();
  narrow.addEventListener("change", foldMenu);

  document.querySelector(".error-summary")?.focus();
})();
