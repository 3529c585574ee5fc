import { Tag } from '@blueprintjs/core';
import type { Clearance } from '../../../src/authorise/clearance/state.ts';
import { useWords } from '../i18n/index.ts';
import { conditionText } from './say.ts';

/** What each state gave for the plan that stands: two columns, side by side. */
export function Signatures({ clearance }: { readonly clearance: Clearance }) {
  return (
    <div className="at-signatures">
      {clearance.states.map((state) => (
        <State key={state} state={state} clearance={clearance} />
      ))}
    </div>
  );
}

function State({ state, clearance }: { readonly state: string; readonly clearance: Clearance }) {
  const t = useWords();
  const { concurrences, withdrawals, acceptances, status } = clearance;
  const given = concurrences.find((one) => one.state === state);
  const taken = withdrawals.findLast((one) => one.state === state);
  const stands = given !== undefined && (taken === undefined || taken.atUs < given.atUs);
  return (
    <section aria-label={t('signature.of', { state })} data-state={state}>
      <h3>
        {state}{' '}
        <Tag minimal={true} intent={taken !== undefined ? 'danger' : stands ? 'success' : 'none'}>
          {taken !== undefined
            ? t(status === 'refused' ? 'signature.refused' : 'signature.withdrawn')
            : stands
              ? t('signature.given')
              : t('signature.none')}
        </Tag>
      </h3>
      {given !== undefined && (
        <p>
          <code>{given.person}</code> <time>{t.utc(given.atUs)}</time>
        </p>
      )}
      {taken !== undefined && (
        <p>
          {t('signature.takenBack')} <code>{taken.person}</code> <time>{t.utc(taken.atUs)}</time>
        </p>
      )}
      {given !== undefined && given.conditions.length === 0 && (
        <p className="at-quiet">{t('signature.noConditions')}</p>
      )}
      {given !== undefined && given.conditions.length > 0 && (
        <ul>
          {given.conditions.map((one) => {
            const accepted = acceptances.find(({ condition }) => condition === one.id);
            return (
              <li key={one.id}>
                {conditionText(one, t)} <code className="at-quiet">{one.id}</code>
                {one.kind === 'text' && (
                  <span className={accepted === undefined ? 'at-warned' : 'at-quiet'}>
                    {' '}
                    {accepted === undefined
                      ? t('signature.notAccepted')
                      : t('signature.accepted', { person: accepted.person, time: t.utc(accepted.atUs) })}
                  </span>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
