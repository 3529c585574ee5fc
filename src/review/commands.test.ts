import { officer, step } from '../../test/chain.ts';
import { workflowSuite } from '../../test/workflow-suite.ts';
import { minimisationCommands, readingCommands } from './commands.ts';
import { minimisationWorkflow } from './minimisation/decide.ts';
import { readingWorkflow } from './reading/decide.ts';

const [one, two] = ['1'.repeat(64), '2'.repeat(64)];
const report = 'i1';
const ana = officer('ana', 'analyst');
const draft = step(ana, 'find.draft-report', { compartment: 'finds', documentHash: one });
const revise = step(officer('bea', 'analyst'), 'find.revise-report', { report, documentHash: two });
const submit = step(officer('cyr', 'analyst'), 'find.submit-report', { report });
const reader = officer('rea', 'second-reader');
const read = { report, documentHash: one, note: 'The shadow is too long.' };
const accept = step(reader, 'review.accept-report', read);
const back = step(reader, 'review.return-report', read);
const privacy = officer('pri', 'privacy-officer');
const minimise = step(privacy, 'review.minimise-report', { report, documentHash: one, recordHash: two });
const reopen = step(privacy, 'review.reopen-privacy', { report, why: 'a person was recognised' });
const acceptBy = (person: string, documentHash: string) => ({
  ...accept,
  as: officer(person, 'second-reader'),
  payload: { ...read, documentHash },
});
const ways = {
  none: [],
  draft: [draft],
  submitted: [draft, submit],
  returned: [draft, submit, back],
  reviewed: [draft, submit, accept],
  minimised: [draft, submit, accept, minimise],
} as const;

workflowSuite('reading', {
  workflow: readingWorkflow,
  commandsOf: readingCommands,
  look: accept,
  creates: [],
  steps: { accept, return: back },
  states: {
    none: { by: ways.none, to: {} },
    draft: { by: ways.draft, to: {} },
    submitted: { by: ways.submitted, to: { accept: 'reviewed', return: 'returned' } },
    returned: { by: ways.returned, to: {} },
    reviewed: { by: ways.reviewed, to: {} },
    minimised: { by: ways.minimised, to: {} },
  },
  offices: { accept: ['second-reader'], return: ['second-reader'] },
  refused: [
    ['its author reads', ['author-reads'], [draft, submit, acceptBy('ana', one)]],
    ['its submitter reads', ['author-reads'], [draft, submit, acceptBy('cyr', one)]],
    ['its author returns', ['author-reads'], [draft, submit, { ...back, as: officer('ana', 'second-reader') }]],
    [
      'the author of an earlier version reads',
      ['author-reads'],
      [draft, submit, back, revise, submit, acceptBy('ana', two)],
    ],
    ['another version is accepted', ['another-version'], [draft, submit, acceptBy('rea', two)]],
    [
      'another version is returned',
      ['another-version'],
      [draft, submit, { ...back, payload: { ...read, documentHash: two } }],
    ],
  ],
});

workflowSuite('minimisation', {
  workflow: minimisationWorkflow,
  commandsOf: minimisationCommands,
  look: reopen,
  creates: [],
  steps: { minimise, reopen },
  states: {
    none: { by: ways.none, to: {} },
    draft: { by: ways.draft, to: {} },
    submitted: { by: ways.submitted, to: {} },
    returned: { by: ways.returned, to: {} },
    reviewed: { by: ways.reviewed, to: { minimise: 'minimised' } },
    minimised: { by: ways.minimised, to: { reopen: 'reviewed' } },
  },
  offices: { minimise: ['privacy-officer'], reopen: ['privacy-officer', 'analyst', 'inspector'] },
  refused: [
    [
      'another version',
      ['another-version'],
      [...ways.reviewed, { ...minimise, payload: { ...minimise.payload, documentHash: two } }],
    ],
  ],
});
