import "htmx.org/dist/htmx.js";
import { startApplication } from "./application.js";
import { parts, run } from "./start.js";

run(parts);
startApplication(document);
