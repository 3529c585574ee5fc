import fc from 'fast-check';

/** Property tests repeat from this seed, so that a run says the same twice; ATALAYA_SEED sets another. */
const seed = Number(process.env['ATALAYA_SEED'] ?? 20_261_122);

fc.configureGlobal({ seed });
