import library from 'mpegts.js';

/** mpegts.js is CommonJS: what its types call the default export is the whole module. */
// cast: module.exports of the package is its default export itself (its src/index.js)
export const mpegts = library as unknown as typeof library.default;

export type Player = ReturnType<typeof mpegts.createPlayer>;
export type Loader = InstanceType<typeof mpegts.BaseLoader>;
