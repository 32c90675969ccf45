/** What the checker answers, as the extension uses it. Everything optional here may be missing. */
interface Evidence {
  feature: string;
  listing: string;
  notice: string;
  text: string;
  speaks: "for" | "alike" | "against";
}

interface Notice {
  id: string;
  url: string;
  tier: "recalled" | "possible" | "similar";
  probability: number;
  evidence: Evidence[];
  title: string;
  date: string;
  kind: string;
  number: string;
  source: string;
  hazards: string[];
  remedy: string;
  remedyOptions: string[];
  scope: string[];
  image: string;
  /** Notices with the same group speak of the same goods; the strongest comes first. */
  group: string;
}

interface Requirement {
  id: string;
  citation: string;
  title: string;
  /** The title in other languages (zh, es), where there is one. */
  titles: Record<string, string>;
  agency: string;
  applies: "yes" | "maybe";
  why: string;
  certificate: string;
  thirdPartyTest: boolean | null;
  banned: boolean;
  url: string;
  verified: boolean;
  question: string;
  questionId: string;
}

/** The certificate that the requirements lead to, in a few words. */
interface PlanSummary {
  certificate: string;
  reasons: string[];
  tests: number;
  thirdParty: boolean;
  questions: number;
}

interface ReadListing {
  title: string;
  brand: string;
  model: string;
  gtin: string;
  seller: string;
  description: string;
  country: string;
  language: string;
  platform: string;
  id: string;
  url: string;
  category: string[];
  images: string[];
  attributes: Record<string, string>;
  layers: Record<string, string>;
}

/** What to send to the supplier, in one language (en, zh). */
interface SupplierText {
  language: string;
  text: string;
}

/** What a person put in the place of what was read. */
type Corrections = Partial<Record<"title" | "brand" | "model" | "gtin" | "seller", string>>;

type Verdict = "recalled" | "possible" | "similar" | "no_match" | "unchecked";

/** A listing that the checker matched before, which this one looks like. */
interface SeenBefore {
  by: "picture" | "attributes";
  /** Another title, another seller, or both. */
  under: string;
  when: string;
  verdict: string;
  seller: string;
  shop: string;
}

/** What the checker says when it takes in that an answer is contested. `due`: an ISO date; `page`: where to follow it. */
interface Receipt {
  id: string;
  due: string;
  page: string;
}

type Claim = "wrong_match" | "missing_match" | "wrong_reading";

interface Assessment {
  verdict: Verdict;
  reason: string;
  severity: string;
  notices: Notice[];
  requirements: Requirement[];
  plan: PlanSummary | null;
  asOf: [source: string, date: string][];
  /** Of the sources whose list a file gave: the date of its oldest notice. */
  fromFiles: Record<string, string>;
  /** How many notices answered where only the short list that came with the checker is loaded, else 0. */
  starter: number;
  seenBefore: SeenBefore[];
  /** What maintainers of the checker decided, by which the answer differs from what was found by comparing. */
  decisions: string[];
  listing: ReadListing;
  disclaimer: string;
}

/** Why there is no answer. `detail` is what the checker or the browser said. */
interface Failure {
  kind: "unreachable" | "slow" | "refused" | "trouble" | "nonsense";
  detail: string;
}

/** What a checker says of itself, or why it says nothing. `starter`: only the short list it came with. */
interface Probe {
  failure?: Failure;
  notices?: number;
  starter?: boolean;
  refreshing?: boolean;
}

/** What the worker knows of a tab. Kept in `storage.session`, as the worker itself does not live long. */
interface TabState {
  url: string;
  status: "other" | "off" | "results" | "checking" | "answered" | "failed";
  /** The recipe's id, and what stays the same while the product's address varies. */
  shop?: string;
  product?: string;
  assessment?: Assessment;
  failure?: Failure;
  corrections?: Corrections;
  /** What the page said where it was corrected. */
  read?: Corrections;
  /** What was contested on this page: claim and notice -> the checker's receipt. */
  contests?: Record<string, Receipt>;
  /** Question id -> yes, no or unknown. */
  answers?: Record<string, string>;
  /** The recipe found no title. */
  unread?: boolean;
  /** Of a result page: cards asked about, and how many got each mark. */
  cards?: { asked: number; signs: Record<string, number> };
}

/** How to read one page: the shop's recipe and the tables that all recipes share. */
interface Plan {
  kind: "product" | "results";
  shop: string;
  recipe: { id: string; results: { card: string; title: string; link: string; seller?: string } };
  tables: object;
  /** What stays the same while a product's address varies. */
  product: string;
  words: Spoken | null;
  /** Of a result page: whether a person wants marks, where cards are sent, and the marks' style. */
  marks: "ask" | "on" | "off";
  backendUrl: string;
  css: string;
}

/** A product of a result page. `place`: the element before which a mark stands. */
interface Card {
  element: Element;
  place: Element;
  key: string;
  title: string;
  seller: string;
  url: string;
}

/** What leaves a card. */
type CardFacts = Pick<Card, "key" | "title" | "seller" | "url">;

interface Mark {
  sign: "recalled" | "possible" | "similar" | "banned";
  line: string;
  title: string;
  date: string;
}

/** Messages of one language. */
interface Spoken {
  language: string;
  messages: Record<string, string>;
}

/** A notice or a ban that a person does not want to see again, as it was then. */
interface Hidden {
  title: string;
  date: string;
  tier: string;
  features: string[];
  on: string;
}

/** An item of "my list". Dates are ISO. */
interface Saved {
  url: string;
  title: string;
  brand: string;
  model: string;
  gtin: string;
  seller: string;
  verdict: Verdict;
  notices: string[];
  savedOn: string;
  asOf: string;
}

/** What the content script gets for its facts. `css` is the banner's own style. */
interface Answer {
  assessment: Assessment | null;
  dismissed: boolean;
  backendUrl: string;
  css: string;
}

/** What `collect` finds, in the shape of the checker's pages/facts.py; its pages/read.py decides what it means. */
interface Facts {
  url: string;
  layers: Record<string, { title?: string; [field: string]: unknown }>;
  signs: string[];
  [name: string]: unknown;
}

type Message =
  | { type: "visit"; url: string; asked: boolean }
  | { type: "check"; facts: Facts }
  | { type: "cards"; url: string; items: CardFacts[] }
  | { type: "marks"; on: boolean }
  | { type: "dismiss"; url: string }
  | { type: "hide"; url: string; id: string }
  | { type: "read"; tab: number }
  | { type: "again"; tab: number; corrections: Corrections; answers: Record<string, string> }
  | { type: "try"; facts: Facts }
  | { type: "probe"; backendUrl: string; token?: string }
  | { type: "contest"; tab: number; claim: Claim; notice: string; reason: string }
  | { type: "alerts" }
  | { type: "memory"; clear: boolean }
  | { type: "supplier"; tab: number }
  | { type: "recipes" };

type Child = Node | string | number | false | null | undefined;

/** The namespace that the classic content files share, in the order the manifest loads them. */
interface ImportSafety {
  text: {
    clean(text: string, limit: number): string;
    cut(text: string, limit: number): string;
    fitting(root: Document | Element, selectors: string): Element[];
    size(text: string): number;
    textOf(root: Node, limit: number): string;
    unique<T>(values: T[]): T[];
  };
  literal: {
    literal(text: string, at?: number): any;
    atPath(data: any, path: string): any[];
    plain(value: any): string;
    texts(data: any, path: string): string[];
    starts(text: string, after: string[]): Generator<number>;
  };
  structured: {
    jsonld(blocks: string[]): [Record<string, any[]>, number];
    microdata(document: Document): Record<string, any[]>;
  };
  collect(document: Document, url: string, recipe: object, tables: object): Facts;
  cards(root: Document, recipe: Plan["recipe"]["results"]): Card[];
  words: Words;
  view: View;
  place: {
    host(attributes: Record<string, string>, css: string, face: Node, style?: Record<string, string>): HTMLElement;
    /** Puts it at the top of the page and keeps it there; returns what takes it out. */
    onTop(element: HTMLElement): () => void;
  };
  marks: { start(plan: Plan): void; stop(): void };
  banner: { show(answer: Answer): void; hide(): void };
  /** Set by main.js: looks at the page again; false when this script has outlived its extension. */
  again?: () => boolean;
  /** Set by main.js: sends a message; null when this script has outlived its extension. */
  tell?: (message: Message) => Promise<unknown>;
}

interface Words {
  speak(spoken: Spoken | null): void;
  t(key: string, ...values: (string | number)[]): string;
  /** The text of a key that may not exist, such as one made from a value of the data; else nothing. */
  maybe(key: string, ...values: (string | number)[]): string;
  language(): string;
  direction(): string;
  list(items: string[]): string;
  count(key: string, number: number): string;
  headline(assessment: Assessment): string;
  /** A requirement's title in the reader's language, else in English. */
  titled(item: Requirement): string;
  /** The name of a country by its ISO 3166-1 code; what is no such code stays as it is. */
  region(code: string): string;
  source(id: string): string;
  sources(asOf: Assessment["asOf"]): string;
  oldest(asOf: Assessment["asOf"]): string;
}

/** How many matched listings the checker remembers, at most how many, and whether it does so at all. */
interface Memory {
  on: boolean;
  count: number;
  most: number;
}

interface View {
  h(tag: string, properties?: Record<string, unknown> | null, ...children: (Child | Child[])[]): HTMLElement;
  icon(verdict: string): SVGElement;
  link(url: string, text: string, className?: string): HTMLElement;
  notice(notice: Notice, open?: boolean): HTMLElement;
  ages(assessment: Assessment): HTMLElement;
}

declare var importSafety: ImportSafety;
