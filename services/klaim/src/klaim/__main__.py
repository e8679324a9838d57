from klaim.main import main

main()
