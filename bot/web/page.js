// Asks /ask and shows the answer with its sources. Article text and questions are untrusted:
// everything is set as text, nothing is ever parsed as HTML.

const form = document.getElementById("ask");
const field = document.getElementById("question");
const button = form.querySelector("button");
const answers = document.getElementById("answers");
let conversationId = null; // of this page, until it is loaded again

function make(tag, text, className) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  if (className) element.className = className;
  return element;
}

function statementOf(statement) {
  const line = make("p", statement.text, "said");
  for (const marker of statement.citations) line.append(make("sup", `[${marker}]`));
  if (statement.contradicted_by.length) {
    const newer = statement.contradicted_by.map((marker) => `[${marker}]`).join("");
    line.append(make("span", ` A newer article says otherwise ${newer}`, "about"));
  }
  return line;
}

function titleOf(quote) {
  const isWeb = quote.url && /^https?:\/\//i.test(quote.url);
  if (!isWeb) return make("span", quote.title);
  const link = make("a", quote.title);
  link.href = quote.url;
  link.rel = "noopener noreferrer";
  return link;
}

function itemOf(quote) {
  const item = make("li");
  item.append(make("blockquote", quote.quote));
  const about = make("div", "", "about");
  const known = [quote.source, quote.author, quote.published_at?.slice(0, 10)];
  const rest = [...known, `characters ${quote.start} to ${quote.end}`].filter(Boolean);
  about.append(titleOf(quote), ` · ${rest.join(" · ")}`);
  item.append(about);
  return item;
}

function sourceOf(citation) {
  const item = itemOf(citation);
  item.value = citation.marker;
  if (citation.also_carried_by.length) {
    const names = citation.also_carried_by.map((one) => one.source ?? one.url ?? one.article_id);
    item.append(make("div", `also carried by ${[...new Set(names)].join(", ")}`, "about"));
  }
  return item;
}

// Apart from answers on purpose: no numbers to cite by, and said to be none.
function closestOf(quotes) {
  if (!quotes.length) return [];
  const box = make("section", "", "closest");
  const list = make("ul");
  list.append(...quotes.map(itemOf));
  box.append(make("h3", "Closest, but not an answer"), list);
  return [box];
}

function scopeOf(scope) {
  const dates = [scope.first_published_at, scope.last_published_at].filter(Boolean);
  const span = dates.length ? `, published ${dates.map((d) => d.slice(0, 10)).join(" to ")}` : "";
  return make("p", `Searched ${scope.articles} article${scope.articles === 1 ? "" : "s"}${span}.`, "scope");
}

function show(question, parts) {
  const entry = make("article");
  entry.append(make("h2", question), ...parts);
  answers.prepend(entry);
}

function understoodOf(answer) {
  if (answer.standalone_question === answer.question) return [];
  return [make("p", `Understood as: ${answer.standalone_question}`, "about")];
}

function partsOf(answer) {
  const scope = scopeOf(answer.scope);
  const understood = understoodOf(answer);
  if (!answer.answered) {
    const said = make("p", answer.answer, "abstained");
    return [...understood, said, ...closestOf(answer.closest), scope];
  }
  const sources = make("ol");
  sources.append(...answer.citations.map(sourceOf));
  return [...understood, ...answer.statements.map(statementOf), sources, scope];
}

async function ask(question) {
  const response = await fetch("/ask", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ question, conversation_id: conversationId }),
  });
  const body = await response.json();
  if (!response.ok) throw new Error([body.detail, body.remedy].filter(Boolean).join(" "));
  conversationId = body.conversation_id;
  return partsOf(body);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const question = field.value.trim();
  if (!question) return;
  button.disabled = true;
  try {
    show(question, await ask(question));
    field.value = "";
  } catch (error) {
    show(question, [make("p", `This did not work: ${error.message}`, "failed")]);
  } finally {
    button.disabled = false;
    field.focus();
  }
});
