import { noonUs, officer, step } from '../../test/chain.ts';
import { workflowSuite } from '../../test/workflow-suite.ts';
import { requirementCommands } from './commands.ts';
import { requirementWorkflow } from './requirement/decide.ts';

const documentHash = '1'.repeat(64);
const asked = { question: 'Is the road used?', purpose: 'Order 7', latestUsefulUs: noonUs + 1_000_000, documentHash };
const ana = officer('ana', 'requester');
const cole = officer('cole', 'collection-manager', 'MEX');
const draft = step(ana, 'agree.draft-requirement', { compartment: 'ops', ...asked });
const requirement = 'i1';
const revise = step(ana, 'agree.revise-requirement', { requirement, ...asked });
const submit = step(officer('ben', 'requester'), 'agree.submit-requirement', { requirement });
const validate = step(cole, 'agree.validate-requirement', { requirement, known: 'nothing' });
const task = step(cole, 'agree.task-requirement', { requirement });
const decline = step(cole, 'agree.decline-requirement', { requirement, why: 'known already' });
const mexican = officer('mar', 'requester', 'MEX');
const later = asked.latestUsefulUs;

workflowSuite('requirement', {
  workflow: requirementWorkflow,
  commandsOf: requirementCommands,
  look: submit,
  creates: ['draft'],
  steps: { draft, revise, submit, validate, task, decline },
  states: {
    none: { by: [], to: { draft: 'draft' } },
    draft: { by: [draft], to: { draft: 'draft', revise: 'draft', submit: 'submitted' } },
    submitted: { by: [draft, submit], to: { draft: 'submitted', validate: 'validated', decline: 'declined' } },
    validated: { by: [draft, submit, validate], to: { draft: 'validated', task: 'tasked', decline: 'declined' } },
    tasked: { by: [draft, submit, validate, task], to: { draft: 'tasked' } },
    declined: { by: [draft, submit, decline], to: { draft: 'declined' } },
  },
  offices: {
    draft: ['requester'],
    revise: ['requester'],
    submit: ['requester'],
    validate: ['collection-manager'],
    task: ['collection-manager'],
    decline: ['collection-manager'],
  },
  refused: [
    ['another state revises', ['other-state-asks'], [draft, { ...revise, as: mexican }]],
    ['another state submits', ['other-state-asks'], [draft, { ...submit, as: mexican }]],
    ['submitted too late', ['too-late-to-be-useful'], [draft, { ...submit, atUs: later }]],
    ['validated too late', ['too-late-to-be-useful'], [draft, submit, { ...validate, atUs: later }]],
    ['tasked too late', ['too-late-to-be-useful'], [draft, submit, validate, { ...task, atUs: later }]],
    [
      'everything at once',
      ['wrong-state', 'wrong-role', 'other-state-asks', 'too-late-to-be-useful'],
      [draft, submit, { ...submit, as: cole, atUs: later }],
    ],
  ],
});
