/** A made-up product page to try the extension on: read, checked and warned about as a shop's page is. */
/* global importSafety */
import "../content/words.js";
import "../content/view.js";
import "../content/place.js";
import "../content/banner.js";
import { recipes } from "../background/recipes.js";
import { ask, backendUrl } from "../ext.js";
import { byId, settled, translatePage } from "../page.js";

// What the page would be called if a shop had it: addresses under example.com belong to nobody.
const ADDRESS = "https://shop.example.com/products/sample";

await translatePage();
const { general, tables } = await recipes();
const facts = importSafety.collect(document, ADDRESS, general, tables);
const answer = /** @type {Answer | {failure: Failure} | null} */ (await ask({ type: "try", facts }));
if (answer && "assessment" in answer) importSafety.banner.show(answer);
else if (answer) byId("trouble").textContent = importSafety.words.t(`failed_${answer.failure.kind}`, await backendUrl());
settled();
