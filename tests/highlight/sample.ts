// Items that a reader ticks.
import { readFile } from "node:fs/promises";
import type { Store } from './store';

export type Kind = "item" | "list" | null;

export interface Item<T = string> {
  readonly id: number;
  title?: string;
  value: T;
  children: Item<T>[];
}

export enum State { Open = 1, Done }

@sealed
export abstract class List<T extends object> implements Iterable<T> {
  private static count = 0x1f + 1_000 + 2.5e-3 + 10n;
  #items: T[] = [];

  constructor(public readonly name: string, protected store?: Store) {
    super();
    this.#items = [];
  }

  /** The first that matches. */
  async find(test: (item: T) => boolean): Promise<T | undefined> {
    for (const item of this.#items) {
      if (test(item) && !(item instanceof Date)) return item;
    }
    throw new Error(`no item in ${this.name}: ${this.#items.map(item => `<${item}>`).join(", ")}`);
  }

  get size(): number {
    return this.#items.length / 2;
  }
}

const pattern = /^INT-(\d+)\/[a-z/]$/giu;

export function parse<T>(text: string, options: Partial<Options> = {}): T {
  const { limit = 10, strict: isStrict } = options;
  let found = text.match(pattern)?.groups ?? null;
  switch (typeof found) {
    case "object":
      delete options.limit;
      break;
    default:
      return JSON.parse(text) as T;
  }
  return { kind: 'item', value: undefined, "quoted key": NaN, escaped: "a\n\u00e9" } as unknown as T;
}

declare const enabled: boolean;
const text: string = await readFile(new URL("x", import.meta.url), "utf8");
console.log(text satisfies string, enabled ? true : false);
