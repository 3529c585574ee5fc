import { type KeyboardEvent, type UIEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { EnvelopeView } from '../../../src/model/log-views.ts';
import { useWords } from '../i18n/index.ts';
import { select } from '../state/session.ts';
import { useWho } from '../state/who.ts';
import { useWorkstation } from '../state/workstation.ts';
import type { Book } from './book.ts';
import { bodyWord, useLearned } from './learned.ts';
import { baseFor, mostRows, scrollTo, windowOf } from './window.ts';
import { actorText, kindText } from './words.ts';

const rowPx = 24;

interface ListProps {
  readonly book: Book;
  readonly following: boolean;
  readonly setFollowing: (following: boolean) => void;
  /** Called when the last row comes into view. */
  readonly atEnd: () => void;
}

/** The entries, of which only those in view are drawn. Arrows walk, and what is walked to is selected. */
export function LogList({ book, following, setFollowing, atEnd }: ListProps) {
  const t = useWords();
  const selected = useWorkstation(({ selection }) => (selection?.kind === 'entry' ? selection.index : null));
  const scroller = useRef<HTMLDivElement>(null);
  const [topPx, setTopPx] = useState(0);
  const [heightPx, setHeightPx] = useState(400);
  const total = book.rows;
  const at = selected === null ? -1 : book.rowOf(selected);
  const base = baseFor(following || at < 0 ? null : at, total);
  const rows = Math.min(total - base, mostRows);
  const { first, end } = windowOf(topPx, heightPx, rowPx, rows);
  useEffect(() => book.need(base + first, base + end));
  // A link may name an entry further on than a filter has found yet.
  useEffect(() => {
    const last = book.row(total - 1)?.index ?? -1;
    if (selected !== null && at < 0 && book.more && last < selected) book.need(total, total + 1);
  });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const watch = new ResizeObserver(() => setHeightPx(element.clientHeight));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  // Following, the end stays in view; what is selected comes into view once, as it is selected.
  // biome-ignore lint/correctness/useExhaustiveDependencies: in a list that grows lower or higher the end moves too
  useLayoutEffect(() => {
    if (following) scroller.current?.scrollTo({ top: rows * rowPx });
  }, [following, rows, heightPx]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || at < base || following) return;
    const to = scrollTo(at - base, element.scrollTop, element.clientHeight - rowPx, rowPx);
    if (to !== null) element.scrollTo({ top: to });
  }, [at, base, following]);
  const scrolled = ({ currentTarget }: UIEvent<HTMLDivElement>): void => {
    setTopPx(currentTarget.scrollTop);
    const toEnd = currentTarget.scrollHeight - currentTarget.scrollTop - currentTarget.clientHeight;
    if (following && toEnd > 2 * rowPx) setFollowing(false);
    if (!following && toEnd < rowPx && !book.more) atEnd();
  };
  const go = (row: number): void => {
    const to = Math.min(Math.max(0, row), total - 1);
    const entry = book.row(to);
    setFollowing(false);
    if (entry !== null) select({ kind: 'entry', index: entry.index });
    else book.need(to, to + 1);
  };
  const walk = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(heightPx / rowPx) - 2);
    const here = at < 0 ? base + Math.ceil(topPx / rowPx) - 1 : at;
    const places: Readonly<Record<string, number>> = {
      ArrowDown: here + 1,
      ArrowUp: here - 1,
      PageDown: here + page,
      PageUp: here - page,
      Home: 0,
      End: total - 1,
    };
    const place = places[event.key];
    if (place === undefined) return;
    event.preventDefault();
    go(place);
  };
  const drawn = Array.from({ length: end - first }, (_, i) => base + first + i);
  return (
    <div className="at-log" ref={scroller} onScroll={scrolled}>
      <table
        className="at-log-table"
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows are walked and chosen by the keyboard
        role="grid"
        tabIndex={0}
        aria-label={t('log.list')}
        aria-rowcount={book.more ? -1 : total + 1}
        aria-activedescendant={at >= base + first && at < base + end ? `log-row-${at}` : undefined}
        onKeyDown={walk}
      >
        <thead>
          <tr className="at-log-row at-log-head" aria-rowindex={1}>
            {(['index', 'time', 'local', 'what', 'who', 'compartment', 'body'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`log.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody style={{ height: rows * rowPx }} className="at-log-rows">
          {drawn.map((row) => (
            <LogRow key={row} row={row} topPx={(row - base) * rowPx} entry={book.row(row)} here={row === at} go={go} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly row: number;
  readonly topPx: number;
  readonly entry: EnvelopeView | null;
  readonly here: boolean;
  readonly go: (row: number) => void;
}

function LogRow({ row, topPx, entry, here, go }: RowProps) {
  const t = useWords();
  const mine = useWho((value) => value.who?.session?.compartments ?? null);
  const learned = useLearned(entry?.index ?? -1);
  const body = entry === null ? '' : t(`body.${bodyWord(entry, learned, mine)}`);
  return (
    <tr
      id={`log-row-${row}`}
      className="at-log-row"
      aria-rowindex={row + 2}
      aria-selected={here}
      style={{ top: topPx }}
      onClick={() => go(row)}
    >
      {entry === null ? (
        <td className="at-log-coming" />
      ) : entry.withheld === true ? (
        <>
          <td className="at-number">{entry.index}</td>
          <td>
            <time>{t.utc(entry.timeUs).slice(0, 10)}</time>
          </td>
          <td />
          <td className="at-quiet at-log-withheld">{t('log.withheld')}</td>
        </>
      ) : (
        <>
          <td className="at-number">{entry.index}</td>
          <td>
            <time>{t.utc(entry.timeUs)}</time>
          </td>
          <td className="at-quiet">
            <time>{t.local(entry.timeUs)}</time>
          </td>
          <td title={`${entry.kind} · ${entry.stream}`}>{kindText(entry.kind, t)}</td>
          <td>{actorText(entry, t)}</td>
          <td>{entry.compartment}</td>
          <td className="at-quiet" title={body}>
            {body}
          </td>
        </>
      )}
    </tr>
  );
}
