-- Run by test_editors.py: attaches `outlint lsp` to a buffer and prints what Neovim then knows, as JSON on one line.
local function main()
  local server, file = vim.env.OUTLINT_SERVER, vim.env.OUTLINT_DRAFT
  vim.cmd("edit " .. vim.fn.fnameescape(file))
  local client = vim.lsp.start_client({
    name = "outlint",
    cmd = vim.fn.json_decode(server),
    root_dir = vim.fn.fnamemodify(file, ":h"),
  })
  vim.lsp.buf_attach_client(0, client)

  local function settled(seen)
    assert(vim.wait(30000, seen, 50), "nothing came")
  end

  local function codes()
    return vim.tbl_map(function(d) return d.code end, vim.diagnostic.get(0))
  end

  settled(function() return #vim.diagnostic.get(0) > 0 end)
  local first = codes()
  local params = vim.lsp.util.make_given_range_params({ 1, 0 }, { 1, 200 })
  params.context = { diagnostics = {}, only = { "source.fixAll" } }
  local answer = vim.lsp.buf_request_sync(0, "textDocument/codeAction", params, 10000)
  local action = answer[client].result[1]
  if not action.edit then
    action = vim.lsp.buf_request_sync(0, "codeAction/resolve", action, 10000)[client].result
  end
  vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
  settled(function() return #vim.diagnostic.get(0) > 0 and #vim.diagnostic.get(0) < #first end)
  local text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n")
  print("\nRESULT " .. vim.fn.json_encode({ before = first, after = codes(), text = text }))
  vim.lsp.stop_client(client)
end

local ok, why = pcall(main)
if not ok then print(why) end
vim.cmd("qa!")
