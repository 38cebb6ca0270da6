// An application on a phone with a weak network: what is typed is kept, files go up in pieces. The pages work without.

const WAIT_TO_KEEP = 800;

function token(form) {
  return form.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

// What is typed goes to the server while the person goes on; a killed browser loses less than a second.
function keep(form) {
  const note = form.querySelector("[data-ts-kept-note]");
  let timer, sent = "";
  const send = async () => {
    clearTimeout(timer);
    const body = new URLSearchParams(new FormData(form)).toString();
    if (body === sent) return;
    try {
      const answer = await fetch(form.dataset.tsKeep, {
        method: "POST",
        body,
        keepalive: true,
        credentials: "same-origin",
        headers: { "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": token(form) },
      });
      if (!answer.ok || answer.redirected) return;
      sent = body;
      const { at } = await answer.json();
      if (note && at) note.textContent = `${form.dataset.tsKept} ${at}`;
    } catch {
      timer = setTimeout(send, 5 * WAIT_TO_KEEP);
    }
  };
  for (const said of ["input", "change"]) {
    form.addEventListener(said, () => {
      clearTimeout(timer);
      timer = setTimeout(send, WAIT_TO_KEEP);
    });
  }
  form.addEventListener("submit", () => clearTimeout(timer));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && timer) send();
  });
}

const PIECE = 256 * 1024;
const LONGEST_SIDE = 2200;
const SMALL_ENOUGH = 1024 * 1024;
const TRIES = 8;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const online = () => (navigator.onLine ? pause(0) : new Promise((on) => addEventListener("online", on, { once: true })));

// A phone's photo of 12 megapixels reads as well at a tenth of the weight; what cannot be drawn goes up as it is.
async function shrunk(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size <= SMALL_ENOUGH) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return blob && blob.size < file.size ? new File([blob], file.name, { type: "image/jpeg" }) : file;
  } catch {
    return file;
  }
}

async function digest(file) {
  const hash = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

class Refused extends Error {}

// One request, again and again while the network is away; the server's "no" is not asked twice.
async function ask(address, options, waiting) {
  for (let tried = 0; tried < TRIES; tried++) {
    await online();
    try {
      const answer = await fetch(address, { credentials: "same-origin", ...options });
      if (answer.redirected) throw new Refused("");
      if (answer.ok || answer.status === 409) return await answer.json();
      if (answer.status < 500) throw new Refused((await answer.json().catch(() => ({}))).problem ?? "");
    } catch (problem) {
      if (problem instanceof Refused) throw problem;
    }
    waiting();
    await pause(Math.min(500 * 2 ** tried, 8000));
  }
  throw new Refused("");
}

async function upload(file, form, row) {
  const headers = { "X-CSRFToken": token(form) };
  const show = (received, size) => {
    row.bar.max = size;
    row.bar.value = received;
    row.words.textContent = `${file.name}: ${Math.floor((100 * received) / size)} %`;
  };
  const waiting = () => (row.words.textContent = `${file.name}: ${form.dataset.tsWaiting}`);
  const small = await shrunk(file);
  const announced = { paper: form.elements.giay.value, name: small.name, size: small.size, sha256: await digest(small) };
  const begun = await ask(form.dataset.tsPieces, { method: "POST", body: JSON.stringify(announced), headers }, waiting);
  let received = begun.received;
  show(received, small.size);
  while (received < small.size) {
    const address = `${form.dataset.tsPieces}${begun.id}/?tu=${received}`;
    const body = small.slice(received, received + PIECE);
    const headed = { ...headers, "Content-Type": "application/octet-stream" };
    received = (await ask(address, { method: "POST", body, headers: headed }, waiting)).received;
    show(received, small.size);
  }
  return begun.id;
}

function rowFor(file, list) {
  const item = list.appendChild(document.createElement("li"));
  const words = item.appendChild(document.createElement("span"));
  const bar = item.appendChild(document.createElement("progress"));
  words.textContent = file.name;
  bar.setAttribute("aria-label", file.name);
  return { words, bar };
}

const chosen = (form) => [...(form.querySelector("input[type=file]")?.files ?? [])];

// The chosen files of one paper, in pieces; what they were received as goes with the form. Says beside them why one is refused.
async function sendUp(form) {
  const files = chosen(form);
  form.querySelector("ul[data-ts-files]")?.remove();
  const list = document.createElement("ul");
  list.className = "govuk-list ts-uploads";
  list.dataset.tsFiles = "";
  list.setAttribute("role", "status");
  form.append(list);
  const rows = files.map((file) => rowFor(file, list));
  try {
    const ids = [];
    for (const [index, file] of files.entries()) ids.push(await upload(file, form, rows[index]));
    for (const id of ids) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "phan", value: id });
      form.append(field);
    }
    form.querySelector("input[type=file]").disabled = true;
  } catch (problem) {
    const said = list.appendChild(document.createElement("li"));
    said.className = "govuk-error-message";
    said.textContent = problem.message || form.dataset.tsFailed;
    throw problem;
  }
}

// Another paper's form, without leaving the page; a refusal is shown by the server's own page.
async function give(form) {
  const answer = await fetch(location.href, { method: "POST", body: new FormData(form), credentials: "same-origin" });
  if (!answer.ok) {
    form.submit();
    throw new Refused("");
  }
  for (const field of form.querySelectorAll("input[name=phan]")) field.remove();
  form.querySelector("input[type=file]").disabled = false;
  form.reset();
}

// Whatever button is pressed: what was chosen for any paper goes up first, since leaving the page would drop it.
function sendFirst(form, papers) {
  form.addEventListener("submit", async (event) => {
    if (form.dataset.tsBusy) {
      if (!papers.includes(form)) event.preventDefault();
      return;
    }
    const waiting = papers.filter((paper) => chosen(paper).length);
    if (!waiting.length || (!crypto.subtle && waiting.every((paper) => paper === form))) return;
    event.preventDefault();
    form.dataset.tsBusy = "1";
    try {
      for (const paper of waiting.filter((one) => one !== form)) {
        if (crypto.subtle) await sendUp(paper);
        await give(paper);
      }
      if (crypto.subtle && chosen(form).length) await sendUp(form);
      form.submit();
    } catch {
      delete form.dataset.tsBusy;
    }
  });
}

export function startApplication(root) {
  for (const form of root.querySelectorAll("form[data-ts-keep]")) keep(form);
  const papers = [...root.querySelectorAll("form[data-ts-pieces]")];
  const onward = papers.length ? [...root.querySelectorAll("form[data-ts-onward]")] : [];
  for (const form of [...papers, ...onward]) sendFirst(form, papers);
}
