import type { agreeEn } from './agree.en.ts';

/** Textos de la etapa de acordar y del mapa que comparte con la de autorizar. */
export const agreeEs: { readonly [K in keyof typeof agreeEn]: string } = {
  'page.agreements': 'Acuerdos',
  'page.requirements': 'Necesidades',
  'page.organisations': 'Organizaciones',
  'page.clearances': 'Autorizaciones',
  'page.notices': 'Avisos',
  'command.agreements': 'Ir a los acuerdos',
  'command.requirements': 'Ir a las necesidades',
  'command.organisations': 'Ir a las organizaciones',
  'command.clearances': 'Ir a las autorizaciones',
  'command.notices': 'Ir a los avisos',
  'inspector.agreement': 'Acuerdo',
  'inspector.requirement': 'Necesidad',
  'inspector.organisation': 'Organización',
  'inspector.clearance': 'Autorización',
  'inspector.notice': 'Aviso',
  'splitter.region': 'Ancho del mapa junto a la página',
  'region.map': 'Mapa de áreas y rutas',
  'region.fit': 'Mostrarlo todo',
};
