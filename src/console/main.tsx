// Starts the Console.
import { render } from "preact";
import { apiBase } from "./api/base.ts";
import { App } from "./app.tsx";
import { createServices } from "./state/services.ts";
import "./style/page.css";

const place = document.getElementById("console");
if (place === null) throw new Error("the page has no place for the Console");
render(<App services={createServices(apiBase(location.href))} />, place);
