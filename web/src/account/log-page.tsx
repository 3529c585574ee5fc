import { Button, HTMLSelect, InputGroup, Tag } from '@blueprintjs/core';
import { type ReactNode, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { kindPattern, streamPattern, tokenPattern } from '../../../src/account/format.ts';
import type { EntriesView } from '../../../src/model/log-views.ts';
import { type PlainKey, useWords } from '../i18n/index.ts';
import { ask } from '../state/api.ts';
import { registerKeys } from '../state/keys.ts';
import { troubleOf, useWho } from '../state/who.ts';
import { Book, isFiltered, type LogFilter, NO_FILTER } from './book.ts';
import { live, useLive } from './live.ts';
import { LogList } from './log-list.tsx';
import { Failed, Loading } from './parts.tsx';
import { utcIn } from './window.ts';
import { kindsByWords } from './words.ts';

const fetchEntries = (path: string): Promise<EntriesView> => ask<EntriesView>(path);

/** The log: filters, entries, what is new. */
export function LogPage() {
  const t = useWords();
  const serial = useWho((value) => value.serial);
  const [filter, setFilter] = useState<LogFilter>(NO_FILTER);
  const [following, setFollowing] = useState(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another person sees another log
  const book = useMemo(() => new Book(filter, fetchEntries), [filter, serial]);
  useSyncExternalStore(book.subscribe, () => book.serial);
  useEffect(() => {
    book.need(0, 1);
    return live.subscribe(() => {
      const { last, head } = live.get();
      if (last !== null) book.append(last);
      if (head !== null) book.grow(head.size);
    });
  }, [book]);
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
          <p>{t(isFiltered(filter) ? 'log.none' : 'log.empty')}</p>
          {isFiltered(filter) && <Button size="small" text={t('log.clear')} onClick={() => setFilter(NO_FILTER)} />}
        </div>
      );
    }
    return <LogList book={book} following={following} setFollowing={setFollowing} />;
  };
  return (
    <section className="at-account-page" aria-label={t('page.log')}>
      <Filters filter={filter} setFilter={setFilter} />
      {body()}
      <LogStatus book={book} following={following} follow={() => setFollowing(true)} />
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
  const cosigned = Object.entries(head?.cosigned ?? {})
    .map(([witness, size]) => t('log.head.cosigned', { witness, size }))
    .join(', ');
  return (
    <div className="at-account-foot">
      <span className="at-number">
        {filtered
          ? book.more
            ? t('log.found.more', { n: book.rows })
            : t.count('log.found', book.rows)
          : t.count('log.size', book.size)}
      </span>
      {head !== null && (
        <span className="at-quiet">
          {t('log.head', { published: head.published, cosigned: cosigned === '' ? t('log.head.none') : cosigned })}
        </span>
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
  /** Gives what is wrong with the text, or null where it was taken. */
  readonly take: (text: string) => string | null;
}

function FilterField({ label, now, hint, take }: FieldProps) {
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
  return <FilterField label={label} hint={`${label}: ${t('log.filter.time.hint')}`} now={shown} take={read} />;
}
