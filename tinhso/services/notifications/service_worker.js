// Shows what the platform pushes; a message that comes twice has the same tag and shows once. Keeps no page and no data.
"use strict";

self.addEventListener("push", (event) => {
  let said = {};
  try { said = event.data ? event.data.json() : {}; } catch { said = {}; }
  const title = String(said.title || "Cổng dịch vụ công");
  const options = { body: String(said.body || ""), tag: String(said.tag || ""), data: { url: String(said.url || "") }, lang: "vi" };
  event.waitUntil(self.registration.showNotification(title, options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const inbox = new URL("/thong-bao/", self.location.origin);
  let wanted = inbox;
  try { wanted = new URL(event.notification.data.url, self.location.origin); } catch { wanted = inbox; }
  // Only to pages of this platform, whatever a message says.
  event.waitUntil(self.clients.openWindow(wanted.origin === self.location.origin ? wanted.href : inbox.href));
});
