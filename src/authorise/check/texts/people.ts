import type { RuleTable } from '../../../model/workflow.ts';

export type PeopleCode =
  | 'requirement-unknown'
  | 'requirement-not-validated'
  | 'requirement-too-late'
  | 'requirement-other-purpose'
  | 'host-request-missing'
  | 'capability-gap-missing'
  | 'observer-missing'
  | 'observer-not-of-host'
  | 'crew-role-missing'
  | 'crew-duty-gap'
  | 'crew-duty-exceeded'
  | 'endurance-exceeded'
  | 'hours-exceeded';

const asked = 'Atalaya, order of the chain: what flies answers a requirement that was validated';
const host = 'The agreement, conditions of the host';
const crewing = 'The agreement, crew';

export const peopleTexts: RuleTable<PeopleCode> = {
  'requirement-unknown': {
    source: asked,
    en: {
      says: 'Every requirement of the plan is known.',
      cure: 'Add the requirement to the case, or leave it out of the plan.',
    },
    es: {
      says: 'Todo requerimiento del plan es conocido.',
      cure: 'Añada el requerimiento al caso o exclúyalo del plan.',
    },
  },
  'requirement-not-validated': {
    source: asked,
    en: {
      says: 'Every requirement of the plan is validated or tasked.',
      cure: 'Have the requirement validated, or leave it out of the plan.',
    },
    es: {
      says: 'Todo requerimiento del plan está validado o asignado.',
      cure: 'Haga validar el requerimiento o exclúyalo del plan.',
    },
  },
  'requirement-too-late': {
    source: asked,
    en: {
      says: 'The route begins before the latest useful time of every requirement.',
      cure: 'Fly earlier, or ask the requester for a later time.',
    },
    es: {
      says: 'La ruta empieza antes de la última hora útil de cada requerimiento.',
      cure: 'Vuele antes o pida al solicitante una hora posterior.',
    },
  },
  'requirement-other-purpose': {
    source: asked,
    en: {
      says: 'Every requirement has the purpose of the plan.',
      cure: 'Fly it under its own purpose, or leave it out of the plan.',
    },
    es: {
      says: 'Todo requerimiento tiene el propósito del plan.',
      cure: 'Vuélelo con su propio propósito o exclúyalo del plan.',
    },
  },
  'host-request-missing': {
    source: `${host}: at its request`,
    en: {
      says: 'The plan names the request of the host.',
      cure: 'Name the reference of the request, or ask the host for one.',
    },
    es: {
      says: 'El plan indica la solicitud del anfitrión.',
      cure: 'Indique la referencia de la solicitud o pídala al anfitrión.',
    },
  },
  'capability-gap-missing': {
    source: `${host}: only where it lacks the capability`,
    en: { says: 'The plan states what the host lacks to do it itself.', cure: 'State the gap in the plan.' },
    es: {
      says: 'El plan declara qué le falta al anfitrión para hacerlo por sí mismo.',
      cure: 'Declare la carencia en el plan.',
    },
  },
  'observer-missing': {
    source: `${host}: permanent supervision`,
    en: {
      says: 'The plan names an observer of the host.',
      cure: 'Ask the host to send an observer, and name them in the plan.',
    },
    es: {
      says: 'El plan nombra a un observador del anfitrión.',
      cure: 'Pida al anfitrión un observador y nómbrelo en el plan.',
    },
  },
  'observer-not-of-host': {
    source: `${host}: permanent supervision`,
    en: { says: 'The observer is of the state over which is flown.', cure: 'Name an observer of the host.' },
    es: { says: 'El observador es del Estado que se sobrevuela.', cure: 'Nombre a un observador del anfitrión.' },
  },
  'crew-role-missing': {
    source: `${crewing}: roles; ICAO Annex 6, Part IV`,
    en: {
      says: 'Every role that the agreement asks for is filled.',
      cure: 'Put somebody with that role into the crew.',
    },
    es: {
      says: 'Toda función que pide el acuerdo está cubierta.',
      cure: 'Incluya en la tripulación a alguien con esa función.',
    },
  },
  'crew-duty-gap': {
    source: `${crewing}: roles; ICAO Annex 6, Part IV`,
    en: {
      says: 'Those with a role cover the whole window of the plan with their duties.',
      cure: 'Close the gap: lengthen a duty, or add a relief.',
    },
    es: {
      says: 'Quienes cubren una función abarcan con sus turnos toda la ventana del plan.',
      cure: 'Cierre el hueco: alargue un turno o añada un relevo.',
    },
  },
  'crew-duty-exceeded': {
    source: `${crewing}: duty hours; ICAO Doc 9966`,
    en: { says: 'Nobody has a longer duty than agreed.', cure: 'Divide the duty between two persons.' },
    es: { says: 'Nadie tiene un turno más largo que lo acordado.', cure: 'Reparta el turno entre dos personas.' },
  },
  'endurance-exceeded': {
    source: 'ICAO Annex 2, Chapter 3 and Doc 4444, item 19: endurance',
    en: {
      says: 'The window of the plan is not longer than the endurance.',
      cure: 'Shorten the window, or file the endurance as it is.',
    },
    es: {
      says: 'La ventana del plan no es más larga que la autonomía.',
      cure: 'Acorte la ventana o declare la autonomía real.',
    },
  },
  'hours-exceeded': {
    source: 'The agreement, ceilings',
    en: {
      says: 'With the plan, the flight hours of no period are above their ceiling.',
      cure: 'Shorten the plan, fly it in another period, or give back hours that are not needed.',
    },
    es: {
      says: 'Con el plan, las horas de vuelo de ningún periodo superan su tope.',
      cure: 'Acorte el plan, vuélelo en otro periodo o devuelva horas que no hagan falta.',
    },
  },
};
