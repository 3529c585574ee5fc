import { InputGroup, Switch, Tag } from '@blueprintjs/core';
import { CaretDownIcon, CaretRightIcon, SearchIcon, WarningSignIcon } from '@blueprintjs/icons';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type { PacketView } from '../../../../src/model/views.ts';
import { issueOf } from '../../i18n/core-texts.ts';
import { useWords } from '../../i18n/index.ts';
import { searchId } from '../../shell/search-field.ts';
import { useClock } from '../../state/clock.ts';
import { usePacket } from '../../state/packets.ts';
import { select, useFrame } from '../../state/session.ts';
import { useFlight, useWorkstation } from '../../state/workstation.ts';
import { countRows, type Line, linesOf, rowsOf } from './rows.ts';

const NONE: ReadonlySet<string> = new Set();

/** The metadata packet of the frame at the clock: every item, searchable, with raw bytes and what is wrong with it. */
export function PacketPane() {
  const t = useWords();
  const flight = useFlight();
  const index = useClock((clock) => clock.frame);
  const frame = useFrame(index);
  const unread = useClock((clock) => clock.unread);
  const known = usePacket(flight?.id ?? null, frame?.packetIndex ?? null);
  // The packet before stays while the next one is fetched, but not where there is none yet.
  const packet = unread ? null : known;
  const [query, setQuery] = useState('');
  const [raw, setRaw] = useState(false);
  const [opened, setOpened] = useState(NONE);
  const rows = useMemo(
    () => (packet === null ? [] : rowsOf(packet, (issue) => issueOf(issue, t.language))),
    [packet, t.language],
  );
  const lines = useMemo(() => linesOf(rows, opened, query), [rows, opened, query]);
  const toggle = (path: string): void => {
    const next = new Set(opened);
    if (!next.delete(path)) next.add(path);
    setOpened(next);
  };
  const total = countRows(rows);
  return (
    <div className="at-table-pane">
      <div className="at-table-tools">
        <InputGroup
          id={searchId()}
          type="search"
          size="small"
          leftIcon={<SearchIcon />}
          placeholder={t('table.search')}
          aria-label={t('table.search')}
          value={query}
          onValueChange={setQuery}
          onKeyDown={(event) => event.key === 'Escape' && setQuery('')}
        />
        <Switch checked={raw} label={t('table.raw')} onChange={(event) => setRaw(event.currentTarget.checked)} />
        <span className="at-quiet at-number">
          {query === '' ? t.count('table.items', total) : t('table.found', { n: lines.length, total })}
        </span>
      </div>
      {packet === null ? (
        <p className="at-quiet at-pad">{t(unread ? 'unread.title' : 'table.noFrame')}</p>
      ) : (
        <>
          <Issues packet={packet} />
          <Grid lines={lines} raw={raw} toggle={toggle} frame={index} label={t('table.title', { n: packet.index })} />
          {lines.length === 0 && <p className="at-quiet at-pad">{t('table.none', { query })}</p>}
          <p className="at-quiet at-table-foot">{t('table.names')}</p>
        </>
      )}
    </div>
  );
}

/** What is wrong with the packet as a whole, and how many items say something. */
function Issues({ packet }: { readonly packet: PacketView }) {
  const t = useWords();
  if (packet.issues.length === 0) return null;
  return (
    <details className="at-issues">
      <summary>
        <Tag intent="warning" minimal={true} icon={<WarningSignIcon />}>
          {t.count('table.issues', packet.issues.length)}
        </Tag>
      </summary>
      <ul>
        {packet.issues.map((issue) => (
          <li key={`${issue.tag} ${issue.offset} ${issue.message}`}>
            {`${issue.tag === '' ? '' : `${issue.tag}: `}${issueOf(issue, t.language)}`}
          </li>
        ))}
      </ul>
    </details>
  );
}

interface GridProps {
  readonly lines: readonly Line[];
  readonly raw: boolean;
  readonly frame: number | null;
  readonly label: string;
  toggle(path: string): void;
}

/** A tree grid: arrows walk the lines, left and right shut and open them, Enter selects. */
function Grid({ lines, raw, frame, label, toggle }: GridProps) {
  const t = useWords();
  const selection = useWorkstation((state) => state.selection);
  const [at, setAt] = useState('');
  const body = useRef<HTMLTableSectionElement>(null);
  const active = lines.some(({ row }) => row.path === at) ? at : (lines[0]?.row.path ?? '');
  const walk = (event: KeyboardEvent, place: number, { row, open }: Line): void => {
    const to = goal(event.key, place, lines.length);
    if (to !== null) {
      setAt(lines[to]?.row.path ?? '');
      const line = body.current?.rows[to];
      line?.focus();
    } else if (event.key === 'ArrowRight' && row.children.length > 0 && !open) toggle(row.path);
    else if (event.key === 'ArrowLeft' && open) toggle(row.path);
    else if ((event.key === 'Enter' || event.key === ' ') && frame !== null) pick(frame, row.path);
    else return;
    event.preventDefault();
  };
  return (
    <div className="at-table-scroll">
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: lines that open and are walked by arrows are a tree grid (WAI-ARIA) */}
      <table className="at-table" role="treegrid" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{t('table.tag')}</th>
            <th scope="col">{t('table.name')}</th>
            <th scope="col">{t('table.value')}</th>
            {raw && <th scope="col">{t('table.rawColumn')}</th>}
          </tr>
        </thead>
        <tbody ref={body}>
          {lines.map((line, place) => {
            const { row } = line;
            const selected = selection?.kind === 'item' && selection.tag === row.path;
            return (
              <tr
                key={row.path}
                className={row.issues.length > 0 ? 'at-row-issue' : undefined}
                tabIndex={row.path === active ? 0 : -1}
                aria-level={line.depth + 1}
                aria-expanded={row.children.length > 0 ? line.open : undefined}
                aria-selected={selected}
                onFocus={() => setAt(row.path)}
                onKeyDown={(event) => walk(event, place, line)}
                onClick={() => frame !== null && pick(frame, row.path)}
              >
                <td className="at-number">{row.tag}</td>
                <td style={{ paddingInlineStart: 8 + 14 * line.depth }}>
                  {row.children.length > 0 && <Opener line={line} toggle={toggle} />}
                  <span lang="en">{row.name}</span>
                </td>
                <td className="at-number">
                  {row.text === null ? (
                    <span className="at-quiet">{t.count('table.entries', row.children.length)}</span>
                  ) : (
                    `${row.text}${row.unit === '' ? '' : ` ${row.unit}`}`
                  )}
                  {row.issues.map((message) => (
                    <span className="at-row-message" key={message}>
                      <WarningSignIcon size={12} aria-hidden={true} /> {message}
                    </span>
                  ))}
                </td>
                {raw && <td className="at-number at-raw">{row.raw}</td>}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

const pick = (frame: number, tag: string): void => select({ kind: 'item', frame, tag });

function goal(key: string, place: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, place + 1);
    case 'ArrowUp':
      return Math.max(0, place - 1);
    case 'PageDown':
      return Math.min(count - 1, place + 10);
    case 'PageUp':
      return Math.max(0, place - 10);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

function Opener({ line: { row, open }, toggle }: { readonly line: Line; toggle(path: string): void }) {
  const t = useWords();
  return (
    <button
      type="button"
      tabIndex={-1}
      className="at-opener"
      aria-label={t(open ? 'table.collapse' : 'table.expand', { name: row.name })}
      onClick={(event) => {
        event.stopPropagation();
        toggle(row.path);
      }}
    >
      {open ? <CaretDownIcon /> : <CaretRightIcon />}
    </button>
  );
}
