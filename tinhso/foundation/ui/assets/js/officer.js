import "htmx.org/dist/htmx.js";
import { MultiSelect, SortableTable } from "@ministryofjustice/frontend";
import { parts, run } from "./start.js";

run([...parts, MultiSelect, SortableTable]);
