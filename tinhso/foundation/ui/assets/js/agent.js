// USB tokens through the signing agent on the officer's machine. Only hashes go out; the PIN is asked by the agent itself.

const kept = "tinhso-agent";

async function ask(address, path, body = {}) {
  let answer;
  try {
    answer = await fetch(address + path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Tinhso-Secret": localStorage.getItem(kept) ?? "" },
      body: JSON.stringify(body),
    });
  } catch {
    throw { error: "no_agent", words: "Chưa thấy chương trình ký trên máy này: hãy mở chương trình ký rồi tải lại trang." };
  }
  const told = await answer.json();
  if (!answer.ok) throw told;
  return told;
}

async function print(der) {
  const sum = await crypto.subtle.digest("SHA-256", Uint8Array.from(atob(der), (one) => one.charCodeAt(0)));
  return [...new Uint8Array(sum)].map((one) => one.toString(16).padStart(2, "0")).join("");
}

// The self-test: is the agent there, is this page paired, is a token in, how does its PIN stand.
async function test(box) {
  const address = box.dataset.tsAgent;
  const words = box.querySelector("[data-ts-agent-words]");
  const register = box.querySelector("[data-ts-agent-register]");
  const pair = box.querySelector("[data-ts-agent-pair]");
  const look = async () => {
    words.textContent = "Đang hỏi chương trình ký…";
    try {
      await ask(address, "/v1/hello");
      const state = await ask(address, "/v1/state");
      pair.hidden = true;
      words.textContent = state.present ? `Dùng được: “${state.label}”. ${state.words}` : `Chưa dùng được: ${state.words}`;
      register.hidden = !state.present || state.locked || !state.certificates.length;
      register.onsubmit = async (event) => {
        if (register.elements.signature.value) return;
        event.preventDefault();
        const der = state.certificates[0];
        try {
          const items = [{ id: "0", digest: box.dataset.tsDigest, label: "Đăng ký chứng thư với hệ thống một cửa" }];
          const told = await ask(address, "/v1/sign", { fingerprint: await print(der), items });
          register.elements.certificate.value = der;
          register.elements.signature.value = told.answers[0].signature;
          register.submit();
        } catch (refused) {
          words.textContent = refused.words ?? String(refused);
        }
      };
    } catch (refused) {
      words.textContent = refused.words ?? String(refused);
      pair.hidden = refused.error !== "not_paired";
    }
  };
  pair.querySelector("button").onclick = async () => {
    try {
      const { secret } = await ask(address, "/v1/pair", { code: pair.querySelector("input").value.trim() });
      localStorage.setItem(kept, secret);
      await look();
    } catch (refused) {
      words.textContent = refused.words ?? String(refused);
    }
  };
  await look();
}

function sign(form) {
  const go = form.querySelector("[data-ts-agent-go]");
  const words = form.querySelector("[data-ts-agent-words]");
  const order = JSON.parse(document.getElementById("signing-order").textContent);
  go.hidden = false;
  go.onclick = async () => {
    go.disabled = true;
    words.textContent = "Nhập mã PIN ở cửa sổ chương trình ký…";
    try {
      form.elements.answers.value = JSON.stringify(await ask(form.dataset.tsAgentSign, "/v1/sign", order));
      form.submit();
    } catch (refused) {
      words.textContent = `${refused.words ?? refused} Chưa văn bản nào được ký.`;
      go.disabled = false;
    }
  };
}

export function agents() {
  for (const box of document.querySelectorAll("[data-ts-agent]")) test(box);
  for (const form of document.querySelectorAll("[data-ts-agent-sign]")) sign(form);
}
