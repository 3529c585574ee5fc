import type { observeEn } from './observe.en.ts';

/** Textos del mapa, del vídeo y de la línea de tiempo. */
export const observeEs: { readonly [K in keyof typeof observeEn]: string } = {
  'map.title': 'Mapa',
  'video.title': 'Vídeo',
  'timeline.title': 'Línea de tiempo',
};
