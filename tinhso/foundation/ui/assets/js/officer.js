import "htmx.org/dist/htmx.js";
import { MultiSelect, SortableTable } from "@ministryofjustice/frontend";
import { agents } from "./agent.js";
import { folds } from "./folds.js";
import { parts, run } from "./start.js";

run([...parts, MultiSelect, SortableTable]);
agents();
folds();
