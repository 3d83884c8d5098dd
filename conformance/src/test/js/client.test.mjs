// SPDX-License-Identifier: Apache-2.0

// Google's client for JavaScript, against the emulator in a process of its own, whose address is in EMULATOR_URL. The
// emulator is strict, so what the client sends has to be known to it.

import assert from 'node:assert/strict';
import {beforeEach, describe, test} from 'node:test';

import {ContinuationInterruptedError, GoogleGenAI} from '@google/genai';

const url = process.env.EMULATOR_URL;
const model = 'gemini-4-argon';
const once = {retries: {strategy: 'none'}};
const ai = client('test-key');

function client(apiKey) {
  return new GoogleGenAI({apiKey, httpOptions: {baseUrl: url}});
}

async function admin(method, path, body) {
  const response = await fetch(`${url}/_emulator/${path}`, {method, body});
  const text = await response.text();
  assert.ok(response.ok, text);
  return text && JSON.parse(text);
}

const script = (yaml) => admin('POST', 'script', yaml);
const creates = async () =>
  (await admin('GET', 'requests'))
    .filter((request) => request.method === 'POST' && request.path.endsWith('/interactions'))
    .map((request) => request.body);

async function all(stream) {
  const events = [];
  for await (const event of stream) events.push(event);
  return events;
}

const streamed = (events) =>
  events
    .filter((event) => event.event_type === 'step.delta' && event.delta.type === 'text')
    .map((event) => event.delta.text)
    .join('');
const types = (events) => events.map((event) => event.event_type);
const failure = (promise) =>
  promise.then(
    () => assert.fail('it should have failed'),
    (error) => error,
  );

beforeEach(() => admin('POST', 'reset'));

describe('the client', () => {
  test('creates, on the stable version', async () => {
    const answer = await ai.interactions.create({model, input: 'Say hello to Anna'});

    assert.equal(answer.status, 'completed');
    assert.match(answer.id, /^v1_/);
    assert.match(answer.output_text, /Say hello to Anna/);
    assert.ok(answer.usage.total_tokens > 0);
    assert.equal((await admin('GET', 'requests'))[0].path, '/v1/interactions');
  });

  test('streams what it creates', async () => {
    const events = await all(await ai.interactions.create({model, input: 'Say hello', stream: true}));

    assert.equal(types(events)[0], 'interaction.created');
    assert.equal(types(events).at(-1), 'interaction.completed');
    assert.equal(streamed(events), (await ai.interactions.create({model, input: 'Say hello'})).output_text);
  });

  test('continues a conversation', async () => {
    const first = await ai.interactions.create({model, input: 'My name is Anna'});
    const second = await ai.interactions.create({model, input: 'Who am I?', previous_interaction_id: first.id});

    assert.match(second.output_text, /My name is Anna/);
  });

  test('gets a background run until it has ended', async () => {
    let run = await ai.interactions.create({model, input: 'Take your time', background: true});
    assert.equal(run.status, 'in_progress');

    for (const end = Date.now() + 60_000; run.status === 'in_progress'; ) {
      assert.ok(Date.now() < end);
      run = await ai.interactions.get(run.id);
    }

    assert.equal(run.status, 'completed');
    assert.match(run.output_text, /Take your time/);
  });

  test('resumes the stream of a background run behind an event', async () => {
    const events = await all(
      await ai.interactions.create({model, input: 'Stream this', stream: true, background: true}),
    );
    const at = types(events).indexOf('step.delta');

    const rest = await all(
      await ai.interactions.get(events[0].interaction.id, {stream: true, last_event_id: events[at].event_id}),
    );

    assert.deepEqual(rest, events.slice(at + 1));
  });

  test('runs an agent', async () => {
    const answer = await ai.interactions.create({agent: 'deep-research-preview-04-2026', input: 'Survey X'});

    assert.deepEqual(
      answer.steps.map((step) => step.type),
      ['thought', 'google_search_call', 'google_search_result', 'thought', 'model_output'],
    );
  });

  test('cancels', async () => {
    await script('- answer: {text: Never, gate: nobody}');
    const run = await ai.interactions.create({model, input: 'Stop me', background: true});

    assert.equal((await ai.interactions.cancel(run.id)).status, 'cancelled');
    assert.equal((await ai.interactions.get(run.id)).status, 'cancelled');
  });

  test('deletes', async () => {
    const answer = await ai.interactions.create({model, input: 'Forget me'});

    await ai.interactions.delete(answer.id);

    assert.equal((await failure(ai.interactions.get(answer.id))).status, 404);
  });

  test('calls a function and uses its result', async () => {
    const tools = [
      {
        type: 'function',
        name: 'get_stock_price',
        description: 'The price of a stock',
        parameters: {type: 'object', properties: {ticker: {type: 'string'}}},
      },
    ];
    const asked = await ai.interactions.create({model, tools, input: 'What is the stock price of GOOG?'});
    assert.equal(asked.status, 'requires_action');
    const call = asked.steps.find((step) => step.type === 'function_call');
    assert.deepEqual(call.arguments, {ticker: 'GOOG'});

    const answer = await ai.interactions.create({
      model,
      tools,
      previous_interaction_id: asked.id,
      input: [{type: 'function_result', call_id: call.id, name: call.name, result: '170.25 USD'}],
    });

    assert.match(answer.output_text, /get_stock_price returned 170.25 USD/);
  });

  test('gets an answer in the schema', async () => {
    const schema = {type: 'object', properties: {total: {type: 'number'}}};

    const answer = await ai.interactions.create({
      model,
      input: 'Invoice over 42.50 EUR',
      response_format: {type: 'text', mime_type: 'application/json', schema},
    });

    assert.deepEqual(JSON.parse(answer.output_text), {total: 42.5});
  });

  test('sends an Office document', async () => {
    const mime_type = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
    const answer = await ai.interactions.create({
      model,
      input: [
        {type: 'text', text: 'Read this'},
        {type: 'document', data: 'AAAA', mime_type},
      ],
    });

    assert.match(answer.output_text, /document/);
  });

  test('understands why it is refused', async () => {
    const unknown = await failure(
      ai.interactions.create({model, input: 'x', previous_interaction_id: 'v1_unknown'}),
    );
    assert.equal(unknown.status, 404);
    assert.match(unknown.message, /not.found/i);

    await script('- answer: {fault: {status: 429, retryDelay: 12s, message: Slow down}}');
    const refused = await failure(ai.interactions.create({model, input: 'x'}, once));
    assert.equal(refused.status, 429);
    assert.match(refused.message, /Slow down/);

    assert.equal((await failure(client('invalid').interactions.create({model, input: 'x'}))).status, 400);
  });

  test('understands a refusal whose body is one frame of a stream', async () => {
    await script('- answer: {fault: {status: 400, form: sse, code: invalid_request, message: Corrupted signature}}');

    const refused = await failure(ai.interactions.create({model, input: 'x', stream: true}, once));

    assert.equal(refused.status, 400);
    assert.match(refused.message, /Corrupted signature/);
  });

  test('is told that the emulator has no files', async () => {
    assert.equal((await failure(ai.files.list())).status, 501);
  });

  test('sees calls that wait under another status', async () => {
    await script('- answer: {calls: [{name: f, id: c1, arguments: {a: 1}}], status: completed}');

    const answer = await ai.interactions.create({model, input: 'x'});

    assert.equal(answer.status, 'completed');
    assert.equal(answer.steps.at(-1).type, 'function_call');
  });

  test('passes on an error inside a stream', async () => {
    await script('- answer: {deltas: [a, b], fault: {error: {after: 3, code: safety, message: Blocked}}}');
    const stream = await ai.interactions.create({model, input: 'x', stream: true});

    const events = await all(stream);

    assert.equal(types(events).at(-1), 'error');
    assert.deepEqual(events.at(-1).error, {code: 'safety', message: 'Blocked'});
  });
});

describe('automatic continuation', () => {
  const three = 'continuation: {parts: ["One ", "river ", "runs"]}';

  test('joins three parts to one answer', async () => {
    await script(`- answer: {${three}}`);

    const answer = await ai.interactions.create({model, input: 'Tell'});

    assert.equal(answer.status, 'completed');
    assert.equal(answer.output_text, 'One river runs');
    assert.deepEqual(answer.continuation_ids, await admin('GET', 'interactions'));
    assert.equal(answer.continuation_ids.length, 3);
    assert.equal(answer.id, answer.continuation_ids[2]);
    const sent = await creates();
    assert.deepEqual(
      sent.map((body) => [body.previous_interaction_id, 'input' in body]),
      [
        [undefined, true],
        [answer.continuation_ids[0], false],
        [answer.continuation_ids[1], false],
      ],
    );
    let paid = 0;
    for (const id of answer.continuation_ids) paid += (await ai.interactions.get(id)).usage.total_tokens;
    assert.equal(answer.usage.total_tokens, paid);
  });

  test('passes on the events of three streams', async () => {
    await script(`- {when: {stream: true}, answer: {${three}}}`);

    const events = await all(await ai.interactions.create({model, input: 'Tell', stream: true}));

    assert.equal(streamed(events), 'One river runs');
    const ends = events.filter((event) => event.event_type === 'interaction.completed');
    assert.deepEqual(
      ends.map((end) => end.interaction.status),
      ['requires_continuation', 'requires_continuation', 'completed'],
    );
  });

  test('sends the input again where nothing is stored', async () => {
    await script(`- answer: {${three}}\n- answer: {${three}}`);

    const answer = await ai.interactions.create({model, input: 'Tell', store: false});
    const events = await all(await ai.interactions.create({model, input: 'More', store: false, stream: true}));

    assert.equal(answer.output_text, 'One river runs');
    assert.equal(streamed(events), 'One river runs');
    for (const body of await creates()) {
      assert.ok('input' in body);
      assert.ok(!('previous_interaction_id' in body));
    }
  });

  test('tells token and ids where a part fails, to continue by hand', async () => {
    await script(`- answer: {${three}}\n- {when: {hop: 3}, answer: {fault: {status: 500}}}`);

    const interrupted = await failure(ai.interactions.create({model, input: 'Tell'}, once));

    assert.ok(interrupted instanceof ContinuationInterruptedError, String(interrupted));
    const ids = await admin('GET', 'interactions');
    assert.deepEqual(interrupted.continuationIds, ids);
    assert.equal(interrupted.interactionId, ids[1]);
    assert.equal(interrupted.partialInteraction.output_text, 'One river ');
    const rest = await ai.interactions.create({
      model,
      previous_interaction_id: interrupted.interactionId,
      continuation_token: interrupted.continuationToken,
    });
    assert.equal(rest.output_text, 'runs');
    assert.equal((await admin('GET', 'ledger')).creates_with_equal_input, 0);
  });

  test('tells token and ids where a stream breaks', async () => {
    await script(
      `- {when: {stream: true}, answer: {${three}}}\n` +
        '- {when: {stream: true, hop: 2}, answer: {fault: {cut: {after: 4}}}}',
    );
    const stream = await ai.interactions.create({model, input: 'Tell', stream: true});

    const interrupted = await failure(all(stream));

    assert.ok(interrupted instanceof ContinuationInterruptedError, String(interrupted));
    assert.equal(interrupted.continuationIds[0], (await admin('GET', 'interactions'))[0]);
    assert.ok(interrupted.continuationToken);
  });

  test('reconnects at a check point of a stream', async () => {
    await script('- answer: {deltas: ["One ", "river ", "runs"], checkPoint: 7, fault: {cut: {after: 8}}}');

    const events = await all(await ai.interactions.create({model, input: 'Tell', stream: true}));

    assert.equal(streamed(events), 'One river runs');
    assert.equal((await creates()).length, 2);
  });

  test('stops at a token that comes back', async () => {
    await script('- answer: {continuation: {hops: 3, sameToken: true}}');

    const answer = await ai.interactions.create({model, input: 'Tell'});

    assert.equal(answer.status, 'requires_continuation');
    assert.ok((await creates()).length <= 3);
  });

  test('leaves the parts to the caller where asked to', async () => {
    await script(`- answer: {${three}}`);

    const part = await ai.interactions.create({model, input: 'Tell', automatic_continuation: false});

    assert.equal(part.status, 'requires_continuation');
    assert.ok(part.continuation_token);
    assert.equal((await creates()).length, 1);
  });

  test('lets a conversation continue the last part', async () => {
    await script('- answer: {continuation: {parts: ["Hello ", "Anna"]}}');
    const first = await ai.interactions.create({model, input: 'My name is Anna'});

    const second = await ai.interactions.create({model, input: 'Who am I?', previous_interaction_id: first.id});

    assert.match(second.output_text, /My name is Anna/);
  });
});
