import "htmx.org/dist/htmx.js";
import { parts, run } from "./start.js";

run(parts);
