import type { NamedFile } from "@surenet/data";
import { isModelFile } from "../files/kinds-of-file.ts";
import { writeAddressWith } from "../files/own-data.ts";
import type { Remoted, SessionOf } from "../worker/protocol.ts";
import type { Remote } from "../worker/remote.ts";
import { type CertifySettings, fieldsOf } from "./settings.ts";

type Kind = "certify" | "digits";

/** What a view begins with. */
export interface Start<K extends Kind> {
  readonly settings: CertifySettings;
  readonly files: readonly NamedFile[];
  /** Open already, when it had to be tried whether it can be. */
  readonly session?: Remoted<SessionOf<K>>;
}

/** Settings and files of a view, and the sessions that are opened for them. */
export class Opener<K extends Kind> {
  settings: CertifySettings;
  files: readonly NamedFile[];
  readonly #remote: Remote;
  readonly #kind: K;
  #ready: Remoted<SessionOf<K>> | undefined;

  constructor(remote: Remote, kind: K, { settings, files, session }: Start<K>) {
    this.#remote = remote;
    this.#kind = kind;
    this.settings = settings;
    this.files = files;
    this.#ready = session;
  }

  /** Whether it begins with a trained model. */
  get hasModel(): boolean {
    return this.files.some(isModelFile);
  }

  /** A network of another shape is not the one that was loaded. */
  change(next: Partial<CertifySettings>): void {
    this.settings = { ...this.settings, ...next };
    if (next.width !== undefined || next.depth !== undefined) this.files = this.files.filter((file) => !isModelFile(file));
  }

  /** The page's own data, with a network of their own. */
  choose(settings: CertifySettings): void {
    this.settings = settings;
    this.files = [];
  }

  /** @throws with what is wrong; the session before goes on */
  async open(): Promise<Remoted<SessionOf<K>>> {
    const { settings, files } = this;
    const session = this.#ready ?? (await this.#remote.open(this.#kind, { ...settings, files }));
    this.#ready = undefined;
    writeAddressWith(fieldsOf(settings), files);
    return session;
  }
}
