import type { ReactNode } from 'react';
import type { PathDocument, RouteDocument } from '../../../src/model/region.ts';
import type { SortiePlanDocument } from '../../../src/plan/sortie/document.ts';
import { useWords } from '../i18n/index.ts';
import { Fact, Facts } from '../inspector/facts.tsx';
import { bandText, momentText, placeText, windowText } from './say.ts';

/** A plan as it stands in its document: nothing is left out, nothing is rounded. */
export function PlanView({ plan }: { readonly plan: SortiePlanDocument }) {
  const t = useWords();
  const none = t('sortie.none');
  const { aircraft, observer, agreement } = plan;
  return (
    <>
      <div className="at-plan-facts">
        <Facts title={t('sortie.what')}>
          <Fact name={t('sortie.agreement')}>
            {t('sortie.agreement.version', { id: agreement.id, n: agreement.version })}
          </Fact>
          <Fact name={t('sortie.flownBy')}>
            {plan.state} {plan.agency}
          </Fact>
          <Fact name={t('sortie.purpose')}>{plan.purpose}</Fact>
          <Fact name={t('sortie.requirements')}>{plan.requirements.join(', ')}</Fact>
          <Fact name={t('sortie.organisations')}>{plan.organisations.join(', ') || none}</Fact>
          <Fact name={t('sortie.hostRequest')}>{plan.hostRequest ?? none}</Fact>
          <Fact name={t('sortie.capabilityGap')}>{plan.capabilityGap ?? none}</Fact>
          <Fact name={t('sortie.diplomatic')}>{plan.diplomaticClearance ?? none}</Fact>
        </Facts>
        <Facts title={t('sortie.aircraft')}>
          <Fact name={t('sortie.type')}>
            {aircraft.type} {aircraft.registration}
          </Fact>
          <Fact name={t('sortie.callSign')}>{plan.callSign}</Fact>
          <Fact name={t('sortie.sensors')}>{aircraft.sensors.join(', ')}</Fact>
          <Fact name={t('sortie.transponder')}>{t(`sortie.transponder.${plan.transponder}`)}</Fact>
          <Fact name={t('sortie.window')}>{windowText(plan.window, t)}</Fact>
          <Fact name={t('sortie.aerodromes')}>
            {plan.departure} – {plan.destination}
          </Fact>
          <Fact name={t('sortie.diverts')}>{plan.diverts.join(', ') || none}</Fact>
          <Fact name={t('sortie.cruise')}>
            {t('sortie.cruise.value', { kt: plan.cruiseKt, min: plan.enduranceMin })}
          </Fact>
        </Facts>
      </div>
      <h3>{t('sortie.route')}</h3>
      <p className="at-quiet">{t('sortie.tolerance', { s: plan.route.timeToleranceS ?? 0 })}</p>
      <RouteTable route={plan.route} name={t('sortie.route')} />
      <h3>{t('sortie.stays')}</h3>
      <Stays plan={plan} />
      <h3>{t('sortie.lostLink')}</h3>
      {plan.lostLink === null ? (
        <p className="at-quiet">{t('sortie.lostLink.none')}</p>
      ) : (
        <RouteTable route={plan.lostLink} name={t('sortie.lostLink')} />
      )}
      <h3>{t('sortie.crew')}</h3>
      <Table
        name={t('sortie.crew')}
        heads={[t('sortie.person'), t('sortie.state'), t('sortie.role'), t('sortie.duty')]}
      >
        {plan.crew.map(({ person, state, role, duty }) => (
          <tr key={`${person} ${role} ${duty.from}`}>
            <td>
              <code>{person}</code>
            </td>
            <td>{state}</td>
            <td>{role}</td>
            <td className="at-number">{windowText(duty, t)}</td>
          </tr>
        ))}
        {observer !== null && (
          <tr>
            <td>
              <code>{observer.person}</code>
            </td>
            <td>{observer.state}</td>
            <td>{t('sortie.observer')}</td>
            <td />
          </tr>
        )}
      </Table>
    </>
  );
}

interface TableProps {
  readonly name: string;
  readonly heads: readonly string[];
  readonly children: ReactNode;
}

function Table({ name, heads, children }: TableProps) {
  return (
    <section
      className="at-table-room"
      aria-label={
        name
      } /* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */
      tabIndex={0}
    >
      <table className="at-plan-table">
        <thead>
          <tr>
            {heads.map((one) => (
              <th key={one} scope="col">
                {one}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

/** Waypoints, each with the leg that begins there. */
function RouteTable({ route, name }: { readonly route: RouteDocument | PathDocument; readonly name: string }) {
  const t = useWords();
  const timed = route.waypoints.some((one) => 'at' in one);
  const heads = [
    t('sortie.number'),
    t('sortie.place'),
    ...(timed ? [t('sortie.time')] : []),
    t('sortie.band'),
    t('sortie.buffer'),
    t('sortie.line'),
  ];
  return (
    <Table name={name} heads={heads}>
      {route.waypoints.map((waypoint, i) => {
        const leg = route.legs[i];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a waypoint is known by its place in the route
          <tr key={i}>
            <td className="at-number">{i + 1}</td>
            <td className="at-number">{placeText(waypoint)}</td>
            {'at' in waypoint && <td className="at-number">{momentText(waypoint.at, t)}</td>}
            <td className="at-number">{leg === undefined ? t('sortie.end') : bandText(leg.band)}</td>
            <td className="at-number">{leg === undefined ? '' : t.quantity(leg.bufferM, 'm')}</td>
            <td>{leg === undefined ? '' : t(`sortie.line.${leg.edge ?? 'geodesic'}`)}</td>
          </tr>
        );
      })}
    </Table>
  );
}

function Stays({ plan }: { readonly plan: SortiePlanDocument }) {
  const t = useWords();
  if (plan.stays.length === 0) return <p className="at-quiet">{t('sortie.stays.none')}</p>;
  return (
    <Table
      name={t('sortie.stays')}
      heads={[t('sortie.area'), t('sortie.band'), t('sortie.time'), t('sortie.vertices')]}
    >
      {plan.stays.map(({ area, window }) => (
        <tr key={area.id}>
          <td>{area.id}</td>
          <td className="at-number">{bandText(area.band)}</td>
          <td className="at-number">{windowText(window, t)}</td>
          <td className="at-number">{area.outer.map(placeText).join('; ')}</td>
        </tr>
      ))}
    </Table>
  );
}
