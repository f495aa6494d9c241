"""Pages to Markdown: a catalogue comes in, text and its sidecar go out, and are written to the folder.

- `book_renderer`: all pages, in one process or several
- `page_renderer`: one page
- `page_environment`: what a template can use
- `block_recorder`: numbers steps, prints blocks, and notes what is declared of them
- `template_declarations`: what is declared, read into the records of `book/`
- `page_links`: links between pages
- `escaping`: values in Markdown and in the shell
- `command_lines`: commands of the AWS CLI, with breaks where paper needs them
- `shipped_templates`: where our own templates are
- `template_files`: how Jinja2 finds templates
- `template_mistakes`: exceptions as findings with template and line
- `build_inputs`: what a build was made from
- `runbook_files`: runbooks/ and the sidecar compared and written
"""
