import { officer, step } from '../../test/chain.ts';
import { workflowSuite } from '../../test/workflow-suite.ts';
import { reportCommands } from './commands.ts';
import { reportWorkflow } from './report/decide.ts';

const [one, two] = ['1'.repeat(64), '2'.repeat(64)];
const report = 'i1';
const ana = officer('ana', 'analyst');
const draft = step(ana, 'find.draft-report', { compartment: 'finds', documentHash: one });
const revise = step(ana, 'find.revise-report', { report, documentHash: two });
const submit = step(ana, 'find.submit-report', { report });
const reader = officer('rea', 'second-reader');
const read = { report, documentHash: one, note: 'The shadow is too long.' };
const back = step(reader, 'review.return-report', read);
const accept = step(reader, 'review.accept-report', read);
const minimise = step(officer('pri', 'privacy-officer'), 'review.minimise-report', {
  report,
  documentHash: one,
  recordHash: two,
});
const mexican = officer('mar', 'analyst', 'MEX');
const reading = officer('rea', 'analyst');

workflowSuite('report', {
  workflow: reportWorkflow,
  commandsOf: reportCommands,
  look: submit,
  creates: ['draft'],
  steps: { draft, revise, submit },
  states: {
    none: { by: [], to: { draft: 'draft' } },
    draft: { by: [draft], to: { draft: 'draft', revise: 'draft', submit: 'submitted' } },
    submitted: { by: [draft, submit], to: { draft: 'submitted' } },
    returned: { by: [draft, submit, back], to: { draft: 'returned', revise: 'draft' } },
    reviewed: { by: [draft, submit, accept], to: { draft: 'reviewed' } },
    minimised: { by: [draft, submit, accept, minimise], to: { draft: 'minimised' } },
  },
  offices: { draft: ['analyst'], revise: ['analyst'], submit: ['analyst'] },
  refused: [
    ['its reader revises it', ['reader-writes'], [draft, submit, back, { ...revise, as: reading }]],
    ['its reader submits it', ['reader-writes'], [draft, submit, back, revise, { ...submit, as: reading }]],
    ['the same document', ['same-document'], [draft, { ...revise, payload: { report, documentHash: one } }]],
    ['another state revises', ['other-state-writes'], [draft, { ...revise, as: mexican }]],
    ['another state submits', ['other-state-writes'], [draft, { ...submit, as: mexican }]],
  ],
});
