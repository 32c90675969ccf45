/** The first page that a person sees: what this does, whether the checker is there, what is sent. */
/* global importSafety */
import { ask, backendUrl, isOwnMachine } from "../ext.js";
import { byId, settled, translatePage } from "../page.js";

const line = byId("checker");
const start = byId("start");
const { t } = importSafety.words;

async function look() {
  const address = await backendUrl();
  const { failure, notices = 0, starter, refreshing } = /** @type {Probe} */ (await ask({ type: "probe", backendUrl: address }));
  line.dataset.state = failure ? "bad" : "good";
  start.hidden = failure?.kind !== "unreachable" || !isOwnMachine(address);
  const said = failure
    ? [t(`failed_${failure.kind}`, address), start.hidden ? t(`mend_${failure.kind}`) : t("how_to_start")]
    : [t("options_answers", address, notices), starter ? t(refreshing ? "starter_refreshing" : "starter", notices) : ""];
  line.replaceChildren(...said.filter(Boolean).map((text) => importSafety.view.h("span", null, `${text} `)));
}

byId("again").addEventListener("click", () => void look());
await translatePage();
await look();
settled();
