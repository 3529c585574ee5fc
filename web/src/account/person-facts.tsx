import { personFacts } from '../../../src/account/people/state.ts';
import type { Happened } from '../../../src/model/command.ts';
import { readFact } from '../../../src/model/facts.ts';
import { useWords, type Words } from '../i18n/index.ts';
import { roleText } from '../i18n/role-text.ts';
import { Fact, Facts } from '../inspector/facts.tsx';
import { select } from '../state/session.ts';
import { workstation } from '../state/workstation.ts';
import { Failed, Loading } from './parts.tsx';
import { usePeople } from './people-state.ts';
import { kindText } from './words.ts';

/** A person: what they hold, and how they came by it. Each line of the history leads to its entry. */
export function PersonFacts({ id }: { readonly id: string }) {
  const t = useWords();
  const { reading, people } = usePeople();
  if (reading.state === 'failed') {
    return <Failed trouble={reading.trouble} path="/api/log/entries" again={reading.again} />;
  }
  if (reading.state === 'loading') return <Loading text={t('people.loading')} />;
  const read = people.find((one) => one.id === id);
  if (read === undefined) return <p>{people.length === 0 ? t('people.none') : t('people.unknown', { id })}</p>;
  const { person, history } = read;
  return (
    <>
      <Facts title={t('people.standing')}>
        <Fact name={t('people.state')}>{person.state}</Fact>
        <Fact name={t('people.offices')}>
          {person.offices.length === 0 && t('people.offices.none')}
          {person.offices.map(({ role, state, agency }) => (
            <div key={`${role} ${state} ${agency}`}>
              {roleText(role, t)}, {state} {agency}
            </div>
          ))}
        </Fact>
        <Fact name={t('people.compartments')}>
          {person.compartments.length === 0 ? t('people.offices.none') : person.compartments.join(', ')}
        </Fact>
      </Facts>
      {person.veil !== undefined && <p role="alert">{t('people.unread')}</p>}
      <section className="at-facts">
        <h3>{t('people.history')}</h3>
        <ol className="at-visits">
          {history.toReversed().map((happened) => (
            <li key={happened.index}>
              <button
                type="button"
                onClick={() => {
                  workstation.set({ page: 'log' });
                  select({ kind: 'entry', index: happened.index });
                }}
              >
                <strong>{kindText(happened.kind, t)}</strong>
                <span className="at-quiet">
                  <time>{t.utc(happened.timeUs)}</time> · {t('entry.title', { index: happened.index })}
                </span>
                <span>{saidOf(happened, t)}</span>
              </button>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}

/** What a fact of a person says: what was granted or withdrawn, by whom, and why. */
function saidOf(happened: Happened, t: Words): string {
  const { fact } = readFact(personFacts, happened);
  if (fact === undefined) return t(`body.${happened.content.known ? 'not-json' : happened.content.why}`);
  const { by } = fact.content;
  switch (fact.kind) {
    case 'account.person-registered':
      return t('people.history.made', { what: fact.content.state, by });
    case 'account.office-granted':
    case 'account.office-withdrawn': {
      const { role, state, agency } = fact.content.office;
      const what = `${roleText(role, t)}, ${state} ${agency}`;
      return `${what}; ${t('people.history.by', { by, why: fact.content.why })}`;
    }
    case 'account.compartment-granted':
    case 'account.compartment-withdrawn':
      return `${fact.content.compartment}; ${t('people.history.by', { by, why: fact.content.why })}`;
  }
}
