//! The report in a real browser: it shows what the tables hold, runs clean and asks nobody.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use testkit::browser::Browser;

use crate::common::{rows, run, samples, tidings};

/// Where screenshots are kept.
fn shots() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("screenshots")
}

fn address(out: &Path) -> String {
    format!("file://{}/report.html", out.display())
}

/// A browser and a run over the sample pages, where there is a browser.
fn sampled() -> Option<(Browser, tempfile::TempDir)> {
    let browser = Browser::start()?;
    let folder = tempfile::tempdir().unwrap();
    samples(folder.path(), "jsonl");
    Some((browser, folder))
}

/// Nothing was said on the console, and nothing asked for but the file itself.
#[track_caller]
fn ran_clean(browser: &mut Browser, own: &str) {
    browser.eval("new Promise(done => setTimeout(done, 100))");
    assert!(browser.said.is_empty(), "{:#?}", browser.said);
    let elsewhere = |url: &&String| !url.starts_with(own) && !url.starts_with("data:");
    let asked: Vec<_> = browser.asked.iter().filter(elsewhere).collect();
    assert!(asked.is_empty(), "{asked:?}");
}

/// Shows a page of the report and waits until its charts are drawn.
fn show(browser: &mut Browser, hash: &str) {
    browser.eval(&format!("location.hash = {}", json!(hash)));
    browser.eval("new Promise(done => setTimeout(done, 50))");
    browser
        .wait_for("[...document.querySelectorAll('[data-chart]')].every(at => at.dataset.drawn)");
}

#[test]
fn the_views_are_there_with_their_charts() {
    let Some((mut browser, folder)) = sampled() else { return };
    browser.look(1280, 860, false);
    browser.go(&address(folder.path()));
    show(&mut browser, "overview");
    let bars = "document.querySelectorAll('[data-chart=published] .mark-rect path').length";
    assert!(browser.eval(bars).as_u64() > Some(1), "articles of several days");
    let stories = rows(folder.path(), "stories");
    let listed = browser.eval("document.querySelectorAll('main .lines > li').length");
    assert_eq!(listed, json!(stories.len()));
    let facts = rows(folder.path(), "facts");
    let story = facts.iter().find(|fact| fact["verdict"] == "conflict").unwrap();
    show(&mut browser, &format!("story/{}", story["story"].as_str().unwrap()));
    let dots = "document.querySelectorAll('[data-chart=timeline] .mark-symbol path').length";
    assert!(browser.eval(dots).as_u64() > Some(3), "dated facts");
    check_matrix(&mut browser, story, &rows(folder.path(), "articles"));
    show(&mut browser, "articles");
    let listed = browser.eval("document.querySelectorAll('main .pages > li').length");
    assert_eq!(listed, json!(rows(folder.path(), "articles").len()));
    show(&mut browser, "entities");
    let nodes = "document.querySelectorAll('[data-chart=network] .mark-symbol path').length";
    assert!(browser.eval(nodes).as_u64() > Some(3), "entities that are named together");
    ran_clean(&mut browser, &address(folder.path()));
}

/// The row of a fact without a winner: every source that speaks conflicts, with its own value.
fn check_matrix(browser: &mut Browser, fact: &Value, articles: &[Value]) {
    let id = fact["id"].as_str().unwrap();
    let shown = browser.eval(&format!(
        "(() => {{ const heads = [...document.querySelectorAll('.matrix thead .source')].map(at => at.textContent);
            const row = document.querySelector('.matrix tbody a[href$=\"/{id}\"]').closest('tr');
            return [...row.querySelectorAll('td')].map((at, i) => [heads[i], at.className, at.textContent.trim()])
                .filter(at => at[1] !== 'stand-silent'); }})()"
    ));
    let source = |value: &Value| {
        let article = articles.iter().find(|article| article["id"] == value["article"]).unwrap();
        article["source"].as_str().unwrap().to_owned()
    };
    let values = fact["values"].as_array().unwrap();
    let mut expected: Vec<String> = values.iter().map(source).collect();
    expected.sort();
    expected.dedup();
    let mut speak: Vec<&str> =
        shown.as_array().unwrap().iter().map(|cell| cell[0].as_str().unwrap()).collect();
    speak.sort_unstable();
    assert_eq!(speak, expected);
    for cell in shown.as_array().unwrap() {
        assert_eq!(cell[1], "stand-conflict", "{cell}");
        let of = |value: &&Value| source(value) == cell[0].as_str().unwrap();
        let value = values.iter().find(of).unwrap()["value"].as_str().unwrap();
        assert!(cell[2].as_str().unwrap().ends_with(value), "{cell} shows {value}");
    }
}

#[test]
fn marks_stand_where_the_tables_say() {
    let Some((mut browser, folder)) = sampled() else { return };
    browser.go(&address(folder.path()));
    let layers = [
        ("mentions", "name"),
        ("timexes", "date"),
        ("quantities", "quantity"),
        ("claims", "claim"),
    ];
    let layers = layers.map(|(table, class)| (rows(folder.path(), table), class));
    let mut checked = 0;
    for article in rows(folder.path(), "articles") {
        let id = article["id"].as_str().unwrap();
        show(&mut browser, &format!("article/{id}"));
        assert_eq!(browser.eval("document.querySelector('.text').dataset.article"), article["id"]);
        let stretches = browser.eval(
            "[...document.querySelectorAll('.text .mark')].map(at => \
             [...at.dataset.span.split(' ').map(Number), at.className, at.textContent])",
        );
        let text = article["text"].as_str().unwrap();
        for (rows, class) in &layers {
            for row in rows.iter().filter(|row| row["article"] == article["id"]) {
                let (start, end) = (row["start"].as_u64().unwrap(), row["end"].as_u64().unwrap());
                let words = text.get(start as usize..end as usize).unwrap();
                assert_eq!(marked(&stretches, start, end, class), words.replace('\n', ""), "{row}");
                checked += 1;
            }
        }
    }
    assert!(checked > 300, "{checked} marks");
    ran_clean(&mut browser, &address(folder.path()));
}

/// What stands in the stretches of a class between two bytes, without the ends of blocks.
fn marked(stretches: &Value, start: u64, end: u64, class: &str) -> String {
    let inside = |at: &&Value| at[0].as_u64().unwrap() >= start && at[1].as_u64().unwrap() <= end;
    let of_class = |at: &&Value| at[2].as_str().unwrap().split(' ').any(|name| name == class);
    let stretches = stretches.as_array().unwrap().iter().filter(inside).filter(of_class);
    stretches.map(|at| at[3].as_str().unwrap().replace('\n', "")).collect()
}

#[test]
fn charts_bear_far_off_places_and_days_without_stretches() {
    let Some((mut browser, folder)) = sampled() else { return };
    browser.go(&address(folder.path()));
    let near = |places: Value| {
        let kept = format!("Charts.near({places}).map(place => place.name)");
        browser.eval(&kept).as_array().unwrap().len()
    };
    let place = |n: u32, lat: f64, lon: f64| json!({ "name": n, "lat": lat, "lon": lon });
    let close = |n: u32| place(n, 40.0 + f64::from(n % 5), -90.0 + f64::from(n));
    let mut near = near;
    let close: Vec<Value> = (0..19).map(close).collect();
    assert_eq!(near(json!(close)), 19);
    assert_eq!(near(json!([&close[..], &[place(19, -35.0, 150.0)]].concat())), 19, "one far off");
    let wide: Vec<Value> = (0..20).map(|n| place(n, 0.0, f64::from(n) * 15.0 - 150.0)).collect();
    assert_eq!(near(json!(wide)), 20, "a map of the world");
    let day = json!([{ "from": "2024-03-12", "to": "2024-03-12", "label": "When: close", "verdict": "agree" }]);
    browser.eval(&format!(
        "(() => {{ const figure = document.createElement('figure');
            Object.assign(figure.dataset, {{ chart: 'timeline', values: JSON.stringify({day}) }});
            document.querySelector('main').append(figure); return Charts.draw(figure.parentElement); }})()"
    ));
    browser.wait_for(
        "document.querySelectorAll('[data-chart=timeline] .mark-symbol path').length === 1",
    );
    ran_clean(&mut browser, &address(folder.path()));
}

#[test]
fn a_fact_of_headlines_alone_leads_to_their_pages() {
    let folder = tempfile::tempdir().unwrap();
    let (page, out) = (folder.path().join("page.txt"), folder.path().join("out"));
    let text = "Fatal fall in Lemoore\n\nBy Ann Reed\n\nJuly 6, 2016\n\n\
        The bridge over the river is high and its rail is low, and there is no lamp on it, nor any sign \
        for those who walk there after dark.\n";
    std::fs::write(&page, text).unwrap();
    assert_eq!(run("news.toml", &page, &out, &[]).status.code(), Some(0));
    let facts = rows(&out, "facts");
    let fact = facts.iter().find(|fact| fact["key"] == "date").expect("a day");
    assert_eq!((&fact["preferred"], &fact["values"]), (&json!("2016-07-06"), &json!([])));
    let id = fact["id"].as_str().unwrap();
    let told = tidings(&["explain", out.to_str().unwrap(), id]).output().unwrap().stdout;
    let told = String::from_utf8(told).unwrap();
    assert!(told.contains("page.txt, bytes 0 to 21: headline"), "{told}");
    assert!(told.contains("»Fatal fall in Lemoore«"), "{told}");
    let Some(mut browser) = Browser::start() else { return };
    browser.go(&address(&out));
    show(&mut browser, &format!("story/{}/{id}", fact["story"].as_str().unwrap()));
    let resting = format!("document.querySelector('#{id} .resting a').getAttribute('href')");
    let article = rows(&out, "articles").remove(0)["id"].as_str().unwrap().to_owned();
    assert_eq!(browser.eval(&resting), json!(format!("#article/{article}")));
}

#[test]
fn search_finds_what_the_tables_hold() {
    let Some((mut browser, folder)) = sampled() else { return };
    browser.go(&address(folder.path()));
    browser.eval("document.dispatchEvent(new KeyboardEvent('keydown', { key: '/' }))");
    assert_eq!(browser.eval("document.activeElement.name"), "q", "`/` leads to the search");
    browser.call("Input.insertText", json!({ "text": "vigo" }));
    browser.wait_for("document.querySelectorAll('#found li').length > 0");
    let named = |entity: &&Value| {
        let aliases = entity["aliases"].as_array().unwrap().iter().map(|alias| &alias["text"]);
        let mut names = aliases.chain([&entity["name"]]);
        names.any(|name| name.as_str().unwrap().to_lowercase().contains("vigo"))
    };
    let expected = rows(folder.path(), "entities").iter().filter(named).count();
    let found = "[...document.querySelectorAll('#found .badge')].filter(at => at.textContent === 'entity').length";
    assert!(expected > 0);
    assert_eq!(browser.eval(found), json!(expected));
    browser.eval("document.querySelector('#found a').click()");
    browser.wait_for("!document.getElementById('found') && document.querySelector('main h1')");
    ran_clean(&mut browser, &address(folder.path()));
}

#[test]
fn it_is_readable_wide_and_on_a_phone_by_day_and_by_night() {
    let Some((mut browser, folder)) = sampled() else { return };
    let facts = rows(folder.path(), "facts");
    let conflict = facts.iter().find(|fact| fact["verdict"] == "conflict").unwrap();
    let story = format!("story/{}", conflict["story"].as_str().unwrap());
    let article = format!("article/{}", conflict["values"][0]["article"].as_str().unwrap());
    for (size, width, height) in [("wide", 1280, 860), ("phone", 390, 844)] {
        for (theme, dark) in [("light", false), ("dark", true)] {
            browser.look(width, height, dark);
            browser.go(&address(folder.path()));
            for (view, hash) in [
                ("overview", "overview"),
                ("story", &story),
                ("article", &article),
                ("entities", "entities"),
            ] {
                show(&mut browser, hash);
                let spills = browser.eval("document.documentElement.scrollWidth - innerWidth");
                assert!(spills.as_i64() <= Some(0), "{view} is {spills} pixels too wide on {size}");
                let names = "Math.min(...[...document.querySelectorAll('.entities td:first-child')].map(at => at.clientWidth))";
                let least = browser.eval(names).as_i64();
                assert!(view != "entities" || least > Some(100), "names are squeezed to {least:?}");
                browser.screenshot(&shots().join(format!("report-{view}-{size}-{theme}.png")));
            }
        }
    }
    ran_clean(&mut browser, &address(folder.path()));
}

/// A page with a menu, a note between paragraphs, and a footer with a script.
const FURNISHED: &str = "<!doctype html><title>Fog closes the harbour</title>
<nav><a href='/'>Home</a> <a href='/sport'>Sport &amp; games</a></nav>
<article><h1>Fog closes the harbour</h1>
<p>Nine people were hurt in Vigo on Thursday when two ferries collided in thick fog, the port authority said.</p>
<aside>Read also: the storm of 2019</aside>
<p>The harbour was closed for six hours and about 2,000 passengers waited at the terminal until the evening.</p></article>
<footer><script>var x = '<p>no word</p>';</script>Copyright Quay News</footer>";

#[test]
fn what_was_cut_stands_greyed_where_it_was_and_leads_to_its_bytes() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (page, out) = (folder.path().join("page.html"), folder.path().join("out"));
    std::fs::write(&page, FURNISHED).unwrap();
    assert_eq!(run("news.toml", &page, &out, &[]).status.code(), Some(0));
    let article = rows(&out, "articles").remove(0);
    browser.go(&address(&out));
    show(&mut browser, &format!("article/{}", article["id"].as_str().unwrap()));
    let order = browser.eval(
        "[...document.querySelectorAll('.text > h1, .text > p, .text .cut del')]\
            .filter(at => at.matches('del') || !at.matches('.cut')).map(at => at.textContent.slice(0, 11))",
    );
    assert_eq!(
        order,
        json!([
            "Fog closes ",
            "Home Sport ",
            "Nine people",
            "Read also: ",
            "The harbour",
            "Copyright Q"
        ])
    );
    let cut = "getComputedStyle(document.querySelector('.text .cut'))";
    let shown = format!("[{cut}.display, {cut}.color, getComputedStyle(document.body).color]");
    let shown = browser.eval(&shown);
    assert!(shown[0] == "block" && shown[1] != shown[2], "it is not greyed: {shown}");
    browser.eval("document.getElementById('layer-cut').click()");
    assert_eq!(browser.eval(&format!("{cut}.display")), "none", "it can be hidden");
    // The bytes of each removal in the tables, with its words, stand where the link leads.
    browser.eval("document.querySelector('aside a[href$=\"/bytes\"]').click()");
    browser.wait_for("document.querySelector('#bytes.here[open]')");
    let lines = browser.eval(
        "[...document.querySelectorAll('#bytes tr.gone')].map(at => [...at.children].map(cell => cell.textContent))",
    );
    let removed = article["removed"].as_array().unwrap().iter().map(|cut| {
        let (start, end) = (cut["raw_start"].as_u64().unwrap(), cut["raw_end"].as_u64().unwrap());
        let reason = cut["reason"].as_str().unwrap().replace('_', " ");
        let raw = FURNISHED.get(start as usize..end as usize).unwrap();
        let words = cut["text"].as_str().unwrap_or_default();
        let first = words.split(' ').next().unwrap();
        assert!(raw.contains(first), "{raw} does not hold {first}");
        json!([format!("{start}–{end}"), format!("cut as {reason}"), words])
    });
    assert_eq!(lines, Value::from_iter(removed));
    ran_clean(&mut browser, &address(&out));
}

/// The views of a run that are looked at one by one: name and address.
fn views(out: &Path) -> [(&'static str, String); 6] {
    let facts = rows(out, "facts");
    let conflict = facts.iter().find(|fact| fact["verdict"] == "conflict").unwrap();
    let of = |name: &str| conflict[name].as_str().unwrap();
    [
        ("overview", "overview".to_owned()),
        ("stories", "stories".to_owned()),
        ("story", format!("story/{}", of("story"))),
        ("article", format!("article/{}", conflict["values"][0]["article"].as_str().unwrap())),
        ("entities", "entities".to_owned()),
        ("search", "search/vigo".to_owned()),
    ]
}

/// Where the focus is: what stands there, whether it can be seen to be there, and whether it is on
/// the page.
const FOCUSED: &str = "(() => { const at = document.activeElement, style = getComputedStyle(at);
    const box = at.getBoundingClientRect();
    return [at.tagName + ' ' + (at.textContent.trim().slice(0, 30) || at.name || at.id), at === document.body,
        style.outlineStyle !== 'none' || at.matches('.skip, main'), box.width > 0 && box.height > 0]; })()";

fn press(browser: &mut Browser, key: &str, code: u32) {
    let text = if key == "Enter" { "\r" } else { "" };
    let with = json!({ "type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": code, "text": text });
    browser.call("Input.dispatchKeyEvent", with);
    browser.call(
        "Input.dispatchKeyEvent",
        json!({ "type": "keyUp", "key": key, "code": key, "windowsVirtualKeyCode": code }),
    );
}

#[test]
fn every_view_is_reached_by_the_keyboard() {
    let Some((mut browser, folder)) = sampled() else { return };
    browser.look(1280, 860, false);
    browser.go(&address(folder.path()));
    for (view, hash) in views(folder.path()) {
        show(&mut browser, &hash);
        let reached = "[...document.querySelectorAll('main a[href], main summary, main input, main [tabindex=\"0\"]')]\
            .filter(at => at.checkVisibility() && !at.closest('details:not([open]) > :not(summary)'))";
        let wanted = browser.eval(&format!("{reached}.length")).as_u64().unwrap();
        assert!(wanted > 2, "{view}");
        browser.eval("document.activeElement.blur(); window.getSelection().removeAllRanges()");
        browser.eval("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')");
        let mut inside = 0;
        for _ in 0..wanted + 12 {
            press(&mut browser, "Tab", 9);
            let at = browser.eval(FOCUSED);
            if at[1] == true {
                break;
            }
            assert!(at[2] == true, "{view}: nothing shows that the focus is on {}", at[0]);
            assert!(at[3] == true, "{view}: {} has the focus and no size", at[0]);
            inside += u64::from(
                browser.eval("document.activeElement.closest('main') !== null && document.activeElement.id !== 'page'")
                    == true,
            );
        }
        assert_eq!(inside, wanted, "{view}: so many of its {wanted} controls were reached");
    }
    // A closed fact is opened, and a page entered, without a mouse.
    show(&mut browser, &views(folder.path())[2].1);
    browser.eval("document.querySelector('details.fact:not([open]) summary').focus()");
    let open = "document.activeElement.parentElement.open";
    press(&mut browser, "Enter", 13);
    assert_eq!(browser.eval(open), true);
    browser.eval("document.querySelector('.matrix td a').focus()");
    press(&mut browser, "Enter", 13);
    browser.wait_for("document.querySelector('.mark.here')");
    ran_clean(&mut browser, &address(folder.path()));
}

#[test]
fn on_paper_it_is_whole_in_the_colours_of_day() {
    let Some((mut browser, folder)) = sampled() else { return };
    // A sheet of A4 between its margins, asked for in the dark.
    browser.look(718, 1000, true);
    browser.go(&address(folder.path()));
    for (view, hash) in views(folder.path()) {
        show(&mut browser, &hash);
        let dark = json!([{ "name": "prefers-color-scheme", "value": "dark" }]);
        browser.call("Emulation.setEmulatedMedia", json!({ "media": "print", "features": dark }));
        browser.eval("dispatchEvent(new Event('beforeprint'))");
        let colour = |what: &str| format!("getComputedStyle(document.body).{what}");
        assert_eq!(browser.eval(&colour("backgroundColor")), "rgb(255, 255, 255)", "{view}");
        assert_eq!(browser.eval(&colour("color")), "rgb(0, 0, 0)", "{view}");
        let shown = "[...document.querySelectorAll('.bar, .filter, .layers')].filter(at => at.checkVisibility()).length";
        assert_eq!(browser.eval(shown), 0, "{view}: controls are of no use on paper");
        let closed = "document.querySelectorAll('main details:not([open])').length";
        assert_eq!(browser.eval(closed), 0, "{view}: what is closed cannot be opened on paper");
        let spills = browser.eval("document.documentElement.scrollWidth - innerWidth");
        assert!(spills.as_i64() <= Some(0), "{view} is {spills} pixels wider than the sheet");
        let hidden = "[...document.querySelectorAll('main .scroll')].filter(at => at.scrollWidth > at.clientWidth + 1 \
            && getComputedStyle(at).overflowX !== 'visible').length";
        assert_eq!(browser.eval(hidden), 0, "{view}: something is cut off");
        let pdf = browser.call("Page.printToPDF", json!({ "printBackground": true }));
        let pdf = testkit::browser::decoded(pdf["data"].as_str().unwrap());
        assert!(pdf.starts_with(b"%PDF-"));
        std::fs::create_dir_all(shots()).unwrap();
        std::fs::write(shots().join(format!("report-{view}.pdf")), pdf).unwrap();
        browser.eval("dispatchEvent(new Event('afterprint'))");
        if view == "story" {
            let closed = browser.eval(closed).as_u64();
            assert!(closed > Some(0), "what was opened for printing is closed again");
        }
        browser.call("Emulation.setEmulatedMedia", json!({ "media": "", "features": dark }));
    }
    ran_clean(&mut browser, &address(folder.path()));
}

/// A title, a name and a source that would run if a page took them for markup.
const HOSTILE: &str =
    "</script><script>window.ran = 1</script><img src=x onerror='window.ran = 2'>";

#[test]
fn hostile_pages_run_nothing() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("pages.jsonl");
    let text =
        format!("Nine people died in Vigo on Thursday, {HOSTILE} said. The harbour was closed.");
    let page =
        json!({ "id": "1", "text": text, "title": HOSTILE, "url": "javascript:window.ran=3" });
    std::fs::write(&input, page.to_string()).unwrap();
    let out = folder.path().join("out");
    assert_eq!(run("news.toml", &input, &out, &[]).status.code(), Some(0));
    browser.go(&address(&out));
    show(&mut browser, &format!("article/{}", rows(&out, "articles")[0]["id"].as_str().unwrap()));
    assert_eq!(browser.eval("typeof window.ran"), "undefined");
    let shown = browser.eval("document.querySelector('.text').textContent");
    assert!(shown.as_str().unwrap().contains("</script><script>window.ran = 1"), "{shown}");
    assert_eq!(browser.eval("document.querySelectorAll('a[href^=javascript]').length"), 0);
    ran_clean(&mut browser, &address(&out));
}

#[test]
fn the_report_is_made_again_from_tables_of_any_format() {
    let folder = tempfile::tempdir().unwrap();
    for format in ["jsonl", "parquet", "csv", "sqlite"] {
        let out = folder.path().join(format);
        samples(&out, format);
        let again = out.join("again.html");
        tidings(&["report", out.to_str().unwrap(), "--to", again.to_str().unwrap()])
            .assert()
            .success();
        let of = |path: &Path| std::fs::read(path).unwrap();
        assert!(of(&out.join("report.html")) == of(&again), "{format} gives another report");
    }
}
