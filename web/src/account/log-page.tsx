import { Button, HTMLSelect, InputGroup, Tag } from '@blueprintjs/core';
import './log.css';
import { type ReactNode, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { kindPattern, streamPattern, tokenPattern } from '../../../src/account/format.ts';
import type { EntriesView } from '../../../src/model/log-views.ts';
import { type PlainKey, useWords } from '../i18n/index.ts';
import { ask } from '../state/api.ts';
import { registerKeys } from '../state/keys.ts';
import { isFiltered, type LogFilter, NO_FILTER } from '../state/log-filter.ts';
import { troubleOf, useWho } from '../state/who.ts';
import { useWorkstation, workstation } from '../state/workstation.ts';
import { Book } from './book.ts';
import { CheckpointLine, SeenAlarm } from './checkpoint-line.tsx';
import { needCheckpoints } from './checkpoints.ts';
import { live, useLive } from './live.ts';
import { LogList } from './log-list.tsx';
import { Failed, Loading } from './parts.tsx';
import { utcIn } from './window.ts';
import { kindsByWords } from './words.ts';

const fetchEntries = (path: string): Promise<EntriesView> => ask<EntriesView>(path);

const setFilter = (logFilter: LogFilter): void => workstation.set({ logFilter });

/** The log: filters, entries, what is new. */
export function LogPage() {
  const t = useWords();
  const serial = useWho((value) => value.serial);
  const filter = useWorkstation((value) => value.logFilter);
  const filtered = isFiltered(filter);
  // A link to an entry, or to what a filter found, shows that; else what is new is what one wants.
  const [following, setFollowing] = useState(() => !filtered && workstation.get().selection?.kind !== 'entry');
  // biome-ignore lint/correctness/useExhaustiveDependencies: another person sees another log
  const book = useMemo(() => new Book(filter, fetchEntries), [filter, serial]);
  useSyncExternalStore(book.subscribe, () => book.serial);
  /** Of what came, how much had come when the end was last in view. */
  const [mark, setMark] = useState(0);
  useEffect(needCheckpoints, []);
  useEffect(() => {
    setMark(0);
    book.need(0, 1);
    return live.subscribe(() => {
      const { last, head } = live.get();
      if (last !== null) book.append(last);
      if (head !== null) book.grow(head.size);
    });
  }, [book]);
  useEffect(() => {
    if (filtered) setFollowing(false);
  }, [filtered]);
  const { arrived } = book;
  useEffect(() => {
    if (following) setMark(arrived);
  }, [following, arrived]);
  const fresh = following ? 0 : Math.max(0, arrived - mark);
  useEffect(
    () =>
      registerKeys([
        { id: 'log-live', group: 'page', label: 'command.live', keys: ['n'], run: () => setFollowing(true) },
      ]),
    [],
  );
  const body = (): ReactNode => {
    if (book.problem !== null) {
      return <Failed trouble={troubleOf(book.problem)} path="/api/log/entries" again={() => book.retry()} />;
    }
    if (!book.known) return <Loading text={t('log.loading')} />;
    if (book.rows === 0 && !book.more) {
      return (
        <div className="at-account-state">
          <p>{t(filtered ? 'log.none' : 'log.empty')}</p>
          {filtered && <Button size="small" text={t('log.clear')} onClick={() => setFilter(NO_FILTER)} />}
        </div>
      );
    }
    const atEnd = (): void => setMark(book.arrived);
    return <LogList book={book} following={following} setFollowing={setFollowing} atEnd={atEnd} />;
  };
  return (
    <section className="at-account-page" aria-label={t('page.log')}>
      <SeenAlarm />
      <Filters filter={filter} setFilter={setFilter} />
      <div className="at-log-place">
        {body()}
        {fresh > 0 && (
          <Button
            className="at-log-new"
            size="small"
            intent="primary"
            text={t.count('log.new', fresh)}
            onClick={() => setFollowing(true)}
          />
        )}
      </div>
      <LogStatus book={book} following={following} follow={() => setFollowing(true)} />
      <CheckpointLine />
    </section>
  );
}

interface StatusProps {
  readonly book: Book;
  readonly following: boolean;
  readonly follow: () => void;
}

/** How long the log is, who has cosigned how much of it, and whether what is seen is live. */
function LogStatus({ book, following, follow }: StatusProps) {
  const t = useWords();
  const state = useLive((value) => value.state);
  const head = useLive((value) => value.head);
  const filtered = isFiltered(book.filter);
  const isLive = state === 'live' && following;
  const says: PlainKey =
    state === 'off'
      ? 'log.live.off'
      : state === 'lost'
        ? 'log.live.lost'
        : isLive
          ? 'log.live.following'
          : 'log.live.past';
  return (
    <div className="at-account-foot">
      <span className="at-number">
        {filtered
          ? book.more
            ? t('log.found.more', { n: book.rows })
            : t.count('log.found', book.rows)
          : t.count('log.size', book.size)}
      </span>
      {head !== null && head.published < head.size && (
        <span className="at-quiet">{t('log.unpublished', { n: head.size - head.published })}</span>
      )}
      {head?.troubles.map((trouble) => (
        <Tag key={trouble} intent="warning" minimal={true}>
          {trouble}
        </Tag>
      ))}
      <span className="at-toolbar-room" />
      <span role="status">{t(says)}</span>
      <Button size="small" active={isLive} aria-pressed={isLive} text={t('log.live')} onClick={follow} />
    </div>
  );
}

interface FiltersProps {
  readonly filter: LogFilter;
  readonly setFilter: (filter: LogFilter) => void;
}

/** Texts are taken when Enter is pressed or the field is left: each other filter asks the service anew. */
function Filters({ filter, setFilter }: FiltersProps) {
  const t = useWords();
  const kinds = useMemo(() => kindsByWords(t), [t]);
  const listed = filter.kind === null || kinds.some(([kind]) => kind === filter.kind);
  return (
    <search className="at-account-tools" aria-label={t('log.filter')}>
      <HTMLSelect
        id="log-filter"
        minimal={true}
        aria-label={t('log.filter.kind')}
        value={filter.kind ?? ''}
        onChange={({ currentTarget: { value } }) =>
          setFilter({ ...filter, kind: value === '' || !kindPattern.test(value) ? null : value })
        }
      >
        <option value="">{t('log.filter.kind.all')}</option>
        {!listed && <option value={filter.kind ?? ''}>{filter.kind}</option>}
        {kinds.map(([kind, words]) => (
          <option key={kind} value={kind}>
            {words}
          </option>
        ))}
      </HTMLSelect>
      <TextFilter
        name="log.filter.stream"
        pattern={streamPattern}
        now={filter.stream}
        take={(stream) => setFilter({ ...filter, stream })}
      />
      <TextFilter
        name="log.filter.state"
        pattern={tokenPattern}
        now={filter.state}
        take={(state) => setFilter({ ...filter, state })}
      />
      <TextFilter
        name="log.filter.compartment"
        pattern={tokenPattern}
        now={filter.compartment}
        take={(compartment) => setFilter({ ...filter, compartment })}
      />
      <TimeFilter name="log.filter.from" now={filter.fromUs} take={(fromUs) => setFilter({ ...filter, fromUs })} />
      <TimeFilter name="log.filter.to" now={filter.toUs} take={(toUs) => setFilter({ ...filter, toUs })} />
      {isFiltered(filter) && <Button size="small" text={t('log.clear')} onClick={() => setFilter(NO_FILTER)} />}
    </search>
  );
}

interface FieldProps {
  readonly label: string;
  readonly now: string;
  readonly hint: string;
  /** What is understood, where the name does not say it. */
  readonly title?: string;
  /** Gives what is wrong with the text, or null where it was taken. */
  readonly take: (text: string) => string | null;
}

function FilterField({ label, now, hint, title, take }: FieldProps) {
  const [text, setText] = useState(now);
  const [wrong, setWrong] = useState<string | null>(null);
  useEffect(() => {
    setText(now);
    setWrong(null);
  }, [now]);
  const done = (): void => {
    if (text.trim() !== now) setWrong(take(text.trim()));
  };
  return (
    <span className="at-filter">
      <InputGroup
        size="small"
        aria-label={label}
        aria-invalid={wrong !== null}
        placeholder={hint}
        title={title}
        intent={wrong === null ? 'none' : 'warning'}
        value={text}
        onValueChange={setText}
        onBlur={done}
        onKeyDown={({ key }) => {
          if (key === 'Enter') done();
          if (key === 'Escape') setText(now);
        }}
      />
      {wrong !== null && <span role="alert">{wrong}</span>}
    </span>
  );
}

interface TextProps {
  readonly name: 'log.filter.stream' | 'log.filter.state' | 'log.filter.compartment';
  readonly pattern: RegExp;
  readonly now: string | null;
  readonly take: (text: string | null) => void;
}

function TextFilter({ name, pattern, now, take }: TextProps) {
  const t = useWords();
  const label = t(name);
  const read = (text: string): string | null => {
    if (text !== '' && !pattern.test(text)) return t('log.filter.wrong', { field: label });
    take(text === '' ? null : text);
    return null;
  };
  return <FilterField label={label} hint={label} now={now ?? ''} take={read} />;
}

interface TimeProps {
  readonly name: 'log.filter.from' | 'log.filter.to';
  readonly now: number | null;
  readonly take: (timeUs: number | null) => void;
}

function TimeFilter({ name, now, take }: TimeProps) {
  const t = useWords();
  const read = (text: string): string | null => {
    const timeUs = text === '' ? null : utcIn(text);
    if (timeUs === undefined) return t('log.filter.time.wrong');
    take(timeUs);
    return null;
  };
  const label = t(name);
  const shown = now === null ? '' : t.utc(now);
  return (
    <FilterField label={label} hint={label} title={`${label}: ${t('log.filter.time.hint')}`} now={shown} take={read} />
  );
}
