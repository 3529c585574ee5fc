import { useWords } from '../i18n/index.ts';
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
  if (read === undefined) return <p>{t('people.none')}</p>;
  const { person, history } = read;
  return (
    <>
      <Facts title={t('people.person', { id })}>
        <Fact name={t('people.state')}>{person.state}</Fact>
        <Fact name={t('people.offices')}>
          {person.offices.map(({ role, state, agency }) => (
            <div key={`${role} ${state} ${agency}`}>
              {roleText(role, t)}, {state} {agency}
            </div>
          ))}
        </Fact>
        <Fact name={t('people.compartments')}>{person.compartments.join(', ')}</Fact>
      </Facts>
      {person.veil !== undefined && <p role="alert">{t('people.unread')}</p>}
      <section className="at-facts">
        <h3>{t('people.history')}</h3>
        <ol className="at-visits">
          {history.map(({ index, kind, timeUs, content }) => (
            <li key={index}>
              <button
                type="button"
                onClick={() => {
                  workstation.set({ page: 'log' });
                  select({ kind: 'entry', index });
                }}
              >
                <strong>{kindText(kind, t)}</strong>
                <time>{t.utc(timeUs)}</time>
                <span className="at-raw-all">
                  {content.known ? JSON.stringify(content.value) : t(`body.${content.why}`)}
                </span>
              </button>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}
