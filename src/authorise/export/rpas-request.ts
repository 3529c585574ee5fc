import type { AgreementDocument } from '../../agree/agreement/document.ts';
import type { RpasRequest, Said } from '../../formats/rpas-request/request.ts';
import type { PathDocument } from '../../model/region.ts';
import type { SortiePlanDocument } from '../../plan/sortie/document.ts';
import { bandText, hoursText, placeText, same, timeText, windowText } from './say.ts';

const said = (en: string, es: string): Said => ({ en, es });

function routeText(plan: SortiePlanDocument): Said {
  const points = plan.route.waypoints.map((it, i) => {
    const leg = plan.route.legs[i];
    const place = `${placeText(it.latitudeDeg, it.longitudeDeg)} ${timeText(it.at)}`;
    return leg === undefined ? place : `${place} [${bandText(leg.band)}, ±${leg.bufferM} m]`;
  });
  const stays = plan.stays
    .map((it) => `${it.area.id} ${bandText(it.area.band)} ${windowText(it.window).en}`)
    .join('; ');
  const way = points.join('; ');
  return stays === '' ? same(way) : said(`${way}. Stays: ${stays}`, `${way}. Permanencias: ${stays}`);
}

function lostLinkText(path: PathDocument): Said {
  const way = path.waypoints.map((it, i) => {
    const leg = path.legs[i];
    return (
      placeText(it.latitudeDeg, it.longitudeDeg) +
      (leg === undefined ? '' : ` [${bandText(leg.band)}, ±${leg.bufferM} m]`)
    );
  });
  return said(`The aircraft flies this route: ${way.join('; ')}`, `La aeronave vuela esta ruta: ${way.join('; ')}`);
}

function operationOf(plan: SortiePlanDocument, agreement: AgreementDocument) {
  const minutes = Math.ceil((Date.parse(plan.window.until) - Date.parse(plan.window.from)) / 60_000);
  const levels = [...new Set(plan.route.legs.map((it) => bandText(it.band)))].join('; ');
  return {
    purpose: said(
      `${plan.purpose}, under "${agreement.title.en}", for ${agreement.host}`,
      `${plan.purpose}, conforme a «${agreement.title.es}», para ${agreement.host}`,
    ),
    flightRules: null,
    lineOfSight: said('Beyond visual line-of-sight (BVLOS)', 'Fuera del alcance visual (BVLOS)'),
    dates: windowText(plan.window),
    departure: plan.departure === 'ZZZZ' ? null : same(plan.departure),
    destination: plan.destination === 'ZZZZ' ? null : same(plan.destination),
    speed: same(`${plan.cruiseKt} kt`),
    levels: same(levels),
    route: routeText(plan),
    duration: said(`${hoursText(minutes)}, one flight`, `${hoursText(minutes)}, un vuelo`),
  };
}

/**
 * The request for authorisation of a plan, with what the plan and the agreement know. What they do not know is left to the operator: nothing is guessed.
 * The route is flown beyond visual line-of-sight: a plan that crosses a border by waypoints has no other way.
 */
export function rpasRequestOf(plan: SortiePlanDocument, planHash: string, agreement: AgreementDocument): RpasRequest {
  const pilots = plan.crew.map((it) => `${it.person} (${it.state}, ${it.role})`).join('; ');
  return {
    plan: plan.id,
    planHash,
    agreement: `${agreement.id}, v${agreement.version}`,
    toState: agreement.host,
    answers: {
      operator: same(`${plan.state} ${plan.agency}`),
      operatorContact: null,
      type: same(plan.aircraft.type),
      characteristics: null,
      registration: said(
        `${plan.aircraft.registration}; the copy is to be added`,
        `${plan.aircraft.registration}; falta añadir la copia`,
      ),
      identification: same(plan.callSign),
      airworthiness: null,
      operatorCertificate: null,
      pilots: said(`${pilots}; copies of licences are to be added`, `${pilots}; falta añadir copias de las licencias`),
      radioLicence: null,
      ...operationOf(plan, agreement),
      launch: null,
      performance: null,
      endurance: same(hoursText(plan.enduranceMin)),
      atcCommunications: null,
      c2Link: null,
      observerLink: null,
      navigation: null,
      surveillance:
        plan.transponder === 'on'
          ? said('SSR transponder, switched on', 'Transpondedor SSR, encendido')
          : said('SSR transponder, switched off', 'Transpondedor SSR, apagado'),
      detectAndAvoid: null,
      lostAtc: null,
      lostLink: plan.lostLink === null ? null : lostLinkText(plan.lostLink),
      diverts: plan.diverts.length === 0 ? null : same(plan.diverts.join(', ')),
      stations: null,
      noise: null,
      security: null,
      payload: said(`Sensors: ${plan.aircraft.sensors.join(', ')}`, `Sensores: ${plan.aircraft.sensors.join(', ')}`),
      insurance: null,
    },
  };
}
