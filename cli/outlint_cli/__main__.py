from outlint_cli.main import main

main()
