// The opt-in of one browser (Push API). Without it the page explains and offers nothing.
"use strict";

(() => {
  const box = document.querySelector("[data-push-key]");
  if (!box) return;
  const status = box.querySelector("[role=status]");
  const say = (name) => { status.textContent = box.dataset[name] || ""; };
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) { say("none"); return; }
  const [on, off] = ["on", "off"].map((name) => box.querySelector(`[data-push=${name}]`));
  const raw = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const coded = (key) => btoa(String.fromCharCode(...new Uint8Array(key))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const show = (subscription) => {
    on.hidden = Boolean(subscription);
    off.hidden = !subscription;
    say(subscription ? "is_on" : "is_off");
  };
  const post = async (fields) => {
    const token = box.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(location.pathname, { method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams(fields) });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.why || "");
    return told;
  };
  const turnOn = async (registration) => {
    if (await Notification.requestPermission() !== "granted") { say("denied"); return; }
    const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: raw(box.dataset.pushKey) });
    try {
      await post({ endpoint: subscription.endpoint, p256dh: coded(subscription.getKey("p256dh")), auth: coded(subscription.getKey("auth")) });
      show(subscription);
    } catch (refused) {
      await subscription.unsubscribe();
      status.textContent = refused.message || box.dataset.failed;
    }
  };
  const turnOff = async (registration) => {
    const subscription = await registration.pushManager.getSubscription();
    if (subscription) {
      await post({ do: "off", endpoint: subscription.endpoint });
      await subscription.unsubscribe();
    }
    show(null);
  };
  navigator.serviceWorker.register("/thong-bao-day.js").then(async (registration) => {
    const failed = () => say("failed");
    on.addEventListener("click", () => turnOn(registration).catch(failed));
    off.addEventListener("click", () => turnOff(registration).catch(failed));
    show(await registration.pushManager.getSubscription());
  }).catch(() => say("failed"));
})();
