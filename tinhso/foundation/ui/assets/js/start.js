// The components of govuk-frontend that our pages use; they start on the page and on every fragment htmx brings.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  FileUpload,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
  createAll,
} from "govuk-frontend";
import { listen, start } from "./behaviours.js";

export const parts = [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  FileUpload,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
];

export function run(components) {
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
  const wake = (root) => {
    for (const component of components) createAll(component, undefined, root);
    start(root);
  };
  wake(document);
  listen();
  document.addEventListener("htmx:load", (event) => {
    if (event.target instanceof Element && event.target !== document.body) wake(event.target);
  });
}
