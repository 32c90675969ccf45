/** What the checker answers, as the extension uses it. Everything optional here may be missing. */
interface Evidence {
  feature: string;
  listing: string;
  notice: string;
  weight: number;
  text: string;
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
}

interface Requirement {
  id: string;
  citation: string;
  title: string;
  agency: string;
  applies: "yes" | "maybe";
  why: string;
  certificate: string;
  thirdPartyTest: boolean | null;
  banned: boolean;
  url: string;
  verified: boolean;
  question: string;
}

interface ReadListing {
  title: string;
  brand: string;
  model: string;
  gtin: string;
  seller: string;
  url: string;
  layers: Record<string, string>;
}

type Verdict = "recalled" | "possible" | "similar" | "no_match" | "unchecked";

interface Assessment {
  verdict: Verdict;
  reason: string;
  severity: string;
  notices: Notice[];
  requirements: Requirement[];
  asOf: [source: string, date: string][];
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
  status: "other" | "checking" | "answered" | "failed";
  assessment?: Assessment;
  failure?: Failure;
}

/** How to read one page: the shop's recipe and the tables that all recipes share. */
interface Plan {
  recipe: object;
  tables: object;
  /** What stays the same while a product's address varies. */
  product: string;
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
  | { type: "dismiss"; url: string }
  | { type: "read"; tab: number }
  | { type: "probe"; backendUrl: string };

type Child = Node | string | number | false | null | undefined;

/** The namespace that the classic content files share, in the order the manifest loads them. */
interface ImportSafety {
  text: {
    clean(text: string, limit: number): string;
    cut(text: string, limit: number): string;
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
  words: Words;
  view: View;
  banner: { show(answer: Answer): void; hide(): void };
  /** Set by main.js: looks at the page again; false when this script has outlived its extension. */
  again?: () => boolean;
  /** Set by main.js: sends a message; null when this script has outlived its extension. */
  tell?: (message: Message) => Promise<unknown>;
}

interface Words {
  t(key: string, ...values: (string | number)[]): string;
  maybe(key: string): string;
  count(key: string, number: number): string;
  headline(assessment: Assessment): string;
  source(id: string): string;
  sources(asOf: Assessment["asOf"]): string;
  oldest(asOf: Assessment["asOf"]): string;
}

interface View {
  h(tag: string, properties?: Record<string, unknown> | null, ...children: (Child | Child[])[]): HTMLElement;
  icon(verdict: string): SVGElement;
  link(url: string, text: string, className?: string): HTMLElement;
  notice(notice: Notice, open?: boolean): HTMLElement;
  ages(asOf: Assessment["asOf"]): HTMLElement;
}

declare var importSafety: ImportSafety;
