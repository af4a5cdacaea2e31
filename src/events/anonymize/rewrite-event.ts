import type { SafeText } from '../../text/safe-text.ts';
import { safe } from '../../text/sanitise.ts';
import { eventSource } from '../envelope.ts';
import type { Ruling } from '../ruling.ts';
import type {
  Change,
  Claim,
  EventData,
  EventKind,
  Fact,
  Observation,
  WeaklinkEvent,
} from '../types.ts';
import type { Admission, Contradiction, Verdict } from '../verdict.ts';
import { aliasOfHex } from './address-aliases.ts';
import { hostOfSource } from './collect.ts';
import type { Names } from './names.ts';
import { rewriteChain, vantageName } from './rewrite-chain.ts';
import { removedText, type Scanner } from './scanner.ts';

/** Facts that are an identity whatever they look like. */
const identities =
  /(?:^|[._ ])(?:serial|uuid|request_id|cf_ray|fingerprint|id|image_id|image_digest|digest|etag|sha256|content|config)$|^(?:sha256|file\.content) /i;
/** Facts that are a name whatever they look like. */
const namedFacts =
  /^(?:container\.(?:name|image|networks|user|project)|llm\.(?:model|header_model|model_group|deployment|upstream|region)|model\.(?:served|revision|root)|statuspage\.page|hostname|host\.name)$/;
/** Facts that are names and addresses and no sentence. */
const nameLists =
  /^(?:http\.(?:via|server|location|final_url)|commandLine|command|process\.command|name|gpu\.processes)$/;
/** Facts that hold what a model wrote. */
const answers = /^llm\.text$/;
/** Keys of facts that end in an address or a path. */
const keyWithPlace = /^(tcp\.address\.|dns\.server\.|disk |sha256 |size |file\.content )(.+)$/;

/** One event under other names: kinds, symptoms, modes, numbers and times stay. */
export class EventRewriter {
  readonly #names: Names;
  readonly #scanner: Scanner;

  constructor(names: Names, scanner: Scanner) {
    this.#names = names;
    this.#scanner = scanner;
  }

  rewrite(event: WeaklinkEvent): WeaklinkEvent {
    const names = this.#names;
    const kind = event.type.slice('weaklink.'.length) as EventKind;
    const rewriteData = this.#data[kind] as (data: unknown) => unknown;
    const rewritten = {
      ...event,
      source: this.#source(event.source),
      ...(event.subject === undefined ? {} : { subject: names.link(event.subject) }),
      data: rewriteData(event.data),
    };
    // Each kind's function gives its own kind's data, which the compiler does not see through the key.
    return rewritten as WeaklinkEvent;
  }

  readonly #data: { readonly [K in EventKind]: (data: EventData[K]) => EventData[K] } = {
    session: ({ version, chain, sources }) => ({
      version,
      chain: rewriteChain(chain, this.#names, this.#scanner),
      ...(sources === undefined ? {} : { sources: sources.map((one) => this.#said(one)) }),
    }),
    observation: (data) => this.#observation(data),
    change: (data) => this.#change(data),
    claim: (data) => this.#words(data),
    note: ({ link, words }) => ({
      link: link === null ? null : this.#names.link(link),
      words: this.#text(words),
    }),
    fault: (data) => ({
      ...data,
      link: this.#names.link(data.link),
      name: this.#scanner.namesIn(data.name),
    }),
    inference: (data) => ({
      ...data,
      link: this.#names.link(data.link),
      model: this.#names.model(data.model),
      responseModel: data.responseModel === null ? null : this.#names.model(data.responseModel),
      request: this.#names.book.word('id', data.request, 'request'),
      attempt: this.#names.book.word('id', data.attempt, 'attempt'),
      error: data.error === null ? null : this.#scanner.namesIn(data.error),
      consumer: data.consumer === null ? null : this.#name(data.consumer, 'consumer'),
      environment: data.environment === null ? null : this.#name(data.environment, 'environment'),
      path: data.path.map((hop) => ({ ...hop, link: this.#names.link(hop.link) })),
      adapter:
        data.adapter === null ? null : this.#names.declared('model', data.adapter, 'adapter'),
      citations: data.citations.map((one) => this.#name(one, 'document')),
      output: data.output === null ? null : this.#removed(data.output),
    }),
    policy: ({ rulings }) => ({ rulings: rulings.map((one) => this.#ruling(one)) }),
    verdict: (data) => this.#verdict(data),
  };

  #observation(data: Observation): Observation {
    const { model, servedBy } = data;
    return {
      ...data,
      link: this.#names.link(data.link),
      stream: this.#names.streams.get(data.stream) ?? data.stream,
      vantage: vantageName(data.vantage, this.#names),
      ...(model === undefined ? {} : { model: this.#names.model(model) }),
      summary: this.#text(data.summary),
      measures: data.measures.map((one) => ({ ...one, name: this.#scanner.namesIn(one.name) })),
      facts: Object.fromEntries(
        Object.entries(data.facts).map(([key, value]) => [this.#key(key), this.#fact(key, value)]),
      ),
      evidence: data.evidence.map((piece) => this.#text(piece)),
      command: this.#text(data.command),
      ...(servedBy === undefined ? {} : { servedBy: this.#server(servedBy) }),
    };
  }

  #change<C extends Pick<Change, 'link' | 'what' | 'from' | 'to'>>(data: C): C {
    const { link, what, from, to } = data;
    return {
      ...data,
      link: this.#names.link(link),
      what: this.#key(what),
      from: from === null ? null : this.#factText(what, from),
      to: to === null ? null : this.#factText(what, to),
    };
  }

  /** Something of which it is known who said it about what. */
  #said<S extends { readonly link: string; readonly who: SafeText }>(data: S): S {
    return { ...data, link: this.#names.link(data.link), who: this.#text(data.who) };
  }

  #words<S extends Claim | Contradiction | Admission>(data: S): S {
    return { ...this.#said(data), words: this.#text(data.words) };
  }

  #ruling(data: Ruling): Ruling {
    const { link, about, seen, wanted, fact, remedy, command } = data;
    return {
      ...data,
      link: link === null ? null : this.#names.link(link),
      ...(about === undefined ? {} : { about: this.#text(about) }),
      seen: seen && this.#text(seen),
      wanted: this.#text(wanted),
      ...(fact === undefined ? {} : { fact: this.#key(fact) }),
      remedy: remedy && this.#text(remedy),
      command: command && this.#text(command),
    };
  }

  #verdict(data: Verdict): Verdict {
    const link = (id: string) => this.#names.link(id);
    const said = (text: SafeText) => this.#scanner.verdictText(text) as SafeText;
    return {
      ...data,
      headline: said(data.headline),
      culprits: data.culprits.map((culprit) => ({
        ...culprit,
        link: link(culprit.link),
        title: said(culprit.title),
        evidenceFor: culprit.evidenceFor.map(said),
        evidenceAgainst: culprit.evidenceAgainst.map(said),
        remedy: said(culprit.remedy),
        mayHide: culprit.mayHide.map(link),
        ...(culprit.change === undefined ? {} : { change: this.#change(culprit.change) }),
      })),
      cleared: data.cleared.map(link),
      untested: data.untested.map(link),
      links: data.links.map((one) => ({ ...one, link: link(one.link), why: said(one.why) })),
      hypotheses: data.hypotheses.map(({ faults, probability }) => ({
        faults: faults.map((one) => ({ ...one, link: one.link === null ? null : link(one.link) })),
        probability,
      })),
      next: data.next && {
        ...data.next,
        link: link(data.next.link),
        stream: data.next.stream && (this.#names.streams.get(data.next.stream) ?? data.next.stream),
        why: said(data.next.why),
        command: data.next.command && this.#text(data.next.command),
      },
      contradictions: data.contradictions.map((one) => this.#words(one)),
      ...(data.admissions === undefined
        ? {}
        : { admissions: data.admissions.map((one) => this.#words(one)) }),
      models: data.models.map(({ model, failing }) => ({
        model: this.#names.model(model),
        failing,
      })),
    };
  }

  #text(text: string): SafeText {
    // What the scanner puts in is plain letters and digits, so a safe text stays one.
    return this.#scanner.text(text) as SafeText;
  }

  #fact(key: string, value: Fact): Fact {
    return typeof value === 'string' ? this.#factText(key, value) : value;
  }

  #factText(key: string, value: string): SafeText {
    if (value === '') return safe``;
    if (answers.test(key)) return this.#removed(value);
    if (identities.test(key)) return this.#identity(value);
    if (namedFacts.test(key)) return this.#name(value, key.startsWith('llm') ? 'model' : 'name');
    return nameLists.test(key) ? (this.#scanner.nameText(value) as SafeText) : this.#text(value);
  }

  #identity(value: string): SafeText {
    const [, prefix = '', digits = ''] = /^(sha256:|.*@sha256:|GPU-|MIG-)?(.*)$/s.exec(value) ?? [];
    if (!/^[0-9a-f:-]{6,}$/i.test(digits)) return this.#name(value, 'id');
    return `${this.#scanner.text(prefix)}${aliasOfHex(this.#names.book, digits)}` as SafeText;
  }

  #name(value: string, prefix: string): SafeText {
    const found = this.#names.find(value);
    if (found !== undefined) return found as SafeText;
    const scanned = this.#scanner.text(value);
    const alias = scanned === value ? this.#names.book.word('name', value, prefix) : scanned;
    return alias as SafeText;
  }

  #server(value: string): SafeText {
    const found = this.#names.find(value);
    if (found !== undefined) return found as SafeText;
    const scanned = this.#scanner.text(value);
    return (scanned === value ? this.#names.host(value) : scanned) as SafeText;
  }

  #removed(text: string): SafeText {
    this.#names.book.of('text', text, (bytes) => bytes.toString('hex'));
    return safe`${removedText}`;
  }

  #key(key: string): string {
    const [, before, place] = keyWithPlace.exec(key) ?? [];
    return before === undefined || place === undefined
      ? this.#scanner.namesIn(key)
      : before + this.#scanner.text(place);
  }

  #source(source: string): string {
    const host = hostOfSource(source);
    const session = source.split('/').at(-1) ?? '';
    if (host === null) return `/weaklink/${this.#names.book.word('name', source, 'source')}`;
    return eventSource(this.#names.host(host), decodeURIComponent(session));
  }
}
