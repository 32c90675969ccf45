/** What is sent, what is kept, and why each permission is there: PRIVACY.md in the reader's language. */
/* global importSafety */
import { byId, settled, translatePage } from "../page.js";

const LISTS = {
  sent: ["sent_what", "sent_when", "sent_cards", "sent_recipes", "sent_picture", "sent_supplier", "sent_contest", "sent_unread", "sent_alerts", "sent_token", "sent_never"],
  kept: ["kept_settings", "kept_tabs", "kept_list", "kept_counts", "kept_token", "kept_private"],
  permissions: ["may_storage", "may_scripting", "may_active_tab", "may_shops", "may_own_machine", "may_others"],
};

await translatePage();
for (const [id, keys] of Object.entries(LISTS)) {
  const { t, maybe } = importSafety.words;
  byId(id).append(...keys.map((key) => importSafety.view.h("li", null, maybe(`options_${key}`) || t(`privacy_${key}`))));
}
settled();
